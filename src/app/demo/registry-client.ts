import type { BuiltBlob, BuiltImage } from './image.ts'

/** Name and password or access token, as given to `docker login`. */
export interface RegistryCredential {
  readonly name: string
  readonly secret: string
}

/** An answer of the registry that says no: status, OCI error code and the sentence that docker prints. */
export class RegistryRefused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'RegistryRefused'
    this.status = status
    this.code = code
  }
}

/** What docker does on the wire: fetches tokens, pushes blobs then the manifest, pulls the other way round. */
export class RegistryClient {
  readonly #baseUrl: string
  readonly #credential: RegistryCredential | undefined

  constructor(baseUrl: string, credential?: RegistryCredential) {
    this.#baseUrl = baseUrl
    this.#credential = credential
  }

  /** Pushes the image under `name:tag`, uploading only blobs that the registry lacks; answers its digest. */
  async push(image: BuiltImage, name: string, tag: string): Promise<string> {
    const token = await this.token(`repository:${name}:pull,push`)
    for (const blob of [...image.layers, image.config]) await this.#pushBlob(name, blob, token)
    await this.#send('PUT', `/v2/${name}/manifests/${tag}`, token, image.manifest.mediaType, image.manifest.bytes)
    return image.manifest.digest
  }

  /** Pulls manifest and all blobs; answers what docker would have stored, and the warnings on the way. */
  async pull(name: string, reference: string): Promise<{ digest: string; bytes: number; warnings: string[] }> {
    const token = await this.token(`repository:${name}:pull`)
    const response = await this.#send('GET', `/v2/${name}/manifests/${reference}`, token)
    const manifest = (await response.json()) as { config: { digest: string }; layers: { digest: string }[] }
    let bytes = 0
    for (const { digest } of [manifest.config, ...manifest.layers]) {
      const blob = await this.#send('GET', `/v2/${name}/blobs/${digest}`, token)
      bytes += (await blob.arrayBuffer()).byteLength
    }
    const warning = response.headers.get('warning')
    return {
      digest: response.headers.get('docker-content-digest') ?? '',
      bytes,
      warnings: warning === null ? [] : [warning],
    }
  }

  async #pushBlob(name: string, blob: BuiltBlob, token: string): Promise<void> {
    const known = await fetch(`${this.#baseUrl}/v2/${name}/blobs/${blob.digest}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    })
    if (known.ok) return
    const started = await this.#send('POST', `/v2/${name}/blobs/uploads/`, token)
    const location = new URL(started.headers.get('location') ?? '', this.#baseUrl)
    location.searchParams.set('digest', blob.digest)
    await this.#send('PUT', location.pathname + location.search, token, 'application/octet-stream', blob.bytes)
  }

  /** A token for the scope, as the challenge says where to get it. */
  async token(scope: string): Promise<string> {
    const challenge = await fetch(`${this.#baseUrl}/v2/`)
    const header = challenge.headers.get('www-authenticate') ?? ''
    const realm = new URL(/realm="([^"]+)"/.exec(header)?.[1] ?? '')
    const query = new URLSearchParams({ service: /service="([^"]+)"/.exec(header)?.[1] ?? '', scope })
    // The realm names the public address; behind a test's port the same server answers here.
    const response = await fetch(`${this.#baseUrl}${realm.pathname}?${query}`, { headers: this.#basic() })
    if (!response.ok) throw await refusal(response)
    return ((await response.json()) as { token: string }).token
  }

  #basic(): Record<string, string> {
    if (!this.#credential) return {}
    const { name, secret } = this.#credential
    return { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` }
  }

  async #send(method: string, path: string, token: string, type?: string, body?: Uint8Array): Promise<Response> {
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*',
        ...(type !== undefined && { 'content-type': type }),
      },
      ...(body && { body: body as BodyInit }),
    })
    if (!response.ok) throw await refusal(response)
    return response
  }
}

async function refusal(response: Response): Promise<RegistryRefused> {
  const text = await response.text()
  let first: { code?: string; message?: string } | undefined
  try {
    first = (JSON.parse(text) as { errors?: { code: string; message: string }[] }).errors?.[0]
  } catch {
    first = { message: text }
  }
  return new RegistryRefused(response.status, first?.code ?? '', first?.message ?? `HTTP ${response.status}`)
}
