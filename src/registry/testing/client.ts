import type { LightMyRequestResponse } from 'fastify'
import { digestOf } from '../domain/digest.ts'
import { dockerImage } from '../domain/media-types.ts'
import type { RegistryBench } from './registry-bench.ts'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export interface Sent {
  readonly headers?: Record<string, string>
  readonly body?: Buffer | string
}

/** A container client that follows challenges the way real ones do. */
export class Client {
  readonly #bench: RegistryBench
  readonly #login: { name: string; password: string } | undefined

  constructor(bench: RegistryBench, name?: string, password = name && bench.members.get(name)?.password) {
    this.#bench = bench
    this.#login = name === undefined ? undefined : { name, password: password ?? '' }
  }

  /** One request as it is, without a token unless one is given. */
  raw(method: Method, url: string, { headers = {}, body }: Sent = {}): Promise<LightMyRequestResponse> {
    return this.#bench.app.inject({ method, url, headers, ...(body !== undefined && { payload: body }) })
  }

  /** Asks, fetches the token of the challenge, asks again. */
  async request(method: Method, url: string, sent: Sent = {}): Promise<LightMyRequestResponse> {
    const first = await this.raw(method, url)
    if (first.statusCode !== 401) return first
    const token = await this.token(...scopesOf(first))
    return this.raw(method, url, { ...sent, headers: { ...sent.headers, authorization: `Bearer ${token}` } })
  }

  /** The answer of the token endpoint (GET form). */
  askToken(scopes: readonly string[], more: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    const query = new URLSearchParams({ service: this.#bench.settings.registryHost, client_id: 'test', ...more })
    for (const scope of scopes) query.append('scope', scope)
    const { name, password } = this.#login ?? {}
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
    return this.raw('GET', `/auth/token?${query}`, this.#login ? { headers: { authorization } } : {})
  }

  async token(...scopes: string[]): Promise<string> {
    const answer = await this.askToken(scopes)
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer.json<{ token: string }>().token
  }

  async pushesBlob(repository: string, content: Buffer): Promise<string> {
    const digest = digestOf(content)
    const started = await this.request('POST', `/v2/${repository}/blobs/uploads/`)
    const location = started.headers.location as string
    const token = await this.token(`repository:${repository}:pull,push`)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
    await this.raw('PATCH', location, { headers, body: content })
    const done = await this.raw('PUT', `${location}?digest=${digest}`, { headers })
    if (done.statusCode !== 201) throw new Error(done.body)
    return digest
  }

  /** Pushes a small image of one layer; answers the digest of its manifest. */
  async pushesImage(repository: string, tag: string, text = tag): Promise<string> {
    const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', comment: text }))
    const layer = Buffer.from(`layer of ${text}`)
    const describe = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: digestOf(bytes), size: bytes.length })
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: dockerImage,
        config: describe('application/vnd.docker.container.image.v1+json', config),
        layers: [describe('application/vnd.docker.image.rootfs.diff.tar.gzip', layer)],
      }),
    )
    await this.pushesBlob(repository, config)
    await this.pushesBlob(repository, layer)
    const put = await this.pushesManifest(repository, tag, manifest, dockerImage)
    if (put.statusCode !== 201) throw new Error(put.body)
    return digestOf(manifest)
  }

  pushesManifest(repository: string, reference: string, manifest: Buffer, mediaType: string) {
    return this.request('PUT', `/v2/${repository}/manifests/${reference}`, {
      headers: { 'content-type': mediaType },
      body: manifest,
    })
  }
}

/** The scopes of a challenge. */
export function scopesOf(response: LightMyRequestResponse): string[] {
  const header = String(response.headers['www-authenticate'])
  return /scope="([^"]*)"/.exec(header)?.[1]?.split(' ') ?? []
}
