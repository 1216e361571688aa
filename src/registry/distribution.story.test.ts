import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Digest, digestOf } from './domain/digest.ts'
import { dockerImage, ociImage, ociIndex } from './domain/media-types.ts'
import { placeImage, resolveImage, verifyImage } from './index.ts'
import { Client } from './testing/client.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

let bench: RegistryBench
let acme: Client

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('ben', { password: 'secret', namespaces: { acme: 'editor' } })
  bench.members.set('eve', { password: 'secret', namespaces: { eve: 'owner' } })
  acme = new Client(bench, 'ada')
})

const json = (document: object) => Buffer.from(JSON.stringify(document))
const entry = (bytes: Buffer, mediaType = 'application/octet-stream') => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
})
const indexOf = (...manifests: object[]) => json({ schemaVersion: 2, mediaType: ociIndex, manifests })
const codeOf = (answer: { json<T>(): T }) => answer.json<{ errors: { code: string }[] }>().errors[0]?.code
const tagsOf = async () => (await acme.request('GET', '/v2/acme/widget/tags/list')).json<{ tags: string[] }>().tags

describe('digests of both algorithms', () => {
  test('a blob and a manifest by sha512', async () => {
    const config = Buffer.from('{}')
    const wanted = digestOf(config, 'sha512')
    const url = `/v2/acme/widget/blobs/uploads/?digest=${wanted}`
    const headers = { 'content-type': 'application/octet-stream' }
    expect((await acme.request('POST', url, { headers, body: config })).statusCode).toBe(201)
    const bytes = json({ schemaVersion: 2, config: { ...entry(config), digest: wanted }, layers: [] })
    const digest = digestOf(bytes, 'sha512')
    const pushed = await acme.pushesManifest('acme/widget', digest, bytes, ociImage)
    expect([pushed.statusCode, pushed.headers['docker-content-digest']]).toEqual([201, digest])
    const back = await acme.request('GET', `/v2/acme/widget/manifests/${digest}`)
    expect(back.rawPayload.equals(bytes)).toBe(true)
    expect((await acme.request('GET', `/v2/acme/widget/blobs/${wanted}`)).body).toBe('{}')
  })

  test('content that fits the digest of another algorithm only is refused', async () => {
    const content = Buffer.from('content')
    const wrong = `sha512:${digestOf(content).slice('sha256:'.length).repeat(2)}`
    const url = `/v2/acme/widget/blobs/uploads/?digest=${wrong}`
    const refused = await acme.request('POST', url, {
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    })
    expect([refused.statusCode, codeOf(refused)]).toEqual([400, 'DIGEST_INVALID'])
    const other = await acme.request(
      'POST',
      '/v2/acme/widget/blobs/uploads/?digest=md5:d41d8cd98f00b204e9800998ecf8427e',
    )
    expect([other.statusCode, codeOf(other)]).toEqual([400, 'DIGEST_INVALID'])
  })
})

describe('several tags in one request', () => {
  const bytes = Buffer.from('anything')
  const put = (reference: string, query: string) =>
    acme.request('PUT', `/v2/acme/widget/manifests/${reference}?${query}`, {
      headers: { 'content-type': 'application/vnd.acme.thing' },
      body: bytes,
    })

  test('are set together with the digest, and named in the answer', async () => {
    const done = await put(digestOf(bytes), 'tag=1.0&tag=1&tag=1.0')
    expect([done.statusCode, done.headers['oci-tag']]).toEqual([201, ['1.0', '1']])
    expect(await tagsOf()).toEqual(['1', '1.0'])
    expect(bench.events.filter(({ type }) => type === 'image.pushed')).toMatchObject([{ tag: '1.0' }, { tag: '1' }])
  })

  test('with one that is none, nothing is kept', async () => {
    const refused = await put(digestOf(bytes), 'tag=1.0&tag=-x')
    expect([refused.statusCode, codeOf(refused)]).toEqual([400, 'TAG_INVALID'])
    const many = await put('2.0', Array.from({ length: 101 }, (_, i) => `tag=t${i}`).join('&'))
    expect([many.statusCode, codeOf(many)]).toEqual([400, 'TAG_INVALID'])
    expect((await acme.request('GET', '/v2/acme/widget/tags/list')).statusCode).toBe(404)
  })
})

describe('manifests of unknown media types', () => {
  test('are kept with what they seem to point at, which need not be there', async () => {
    const blob = Buffer.from('a part')
    await acme.pushesBlob('acme/widget', blob)
    const absent = entry(Buffer.from('absent'))
    const bytes = json({ subject: absent, blobs: [entry(blob), absent, 'nonsense'], config: absent, deep: { a: 1 } })
    const pushed = await acme.pushesManifest('acme/widget', 'odd', bytes, 'application/vnd.acme.list+json')
    expect([pushed.statusCode, pushed.headers['oci-subject']]).toEqual([201, absent.digest])
    const kept = await acme.request('DELETE', `/v2/acme/widget/blobs/${digestOf(blob)}`)
    expect([kept.statusCode, codeOf(kept)]).toEqual([409, 'DENIED'])
    const image = await resolveImage(bench.context(), { repository: 'acme/widget', reference: 'odd' })
    expect(image).toMatchObject({ kind: 'other', configs: [] })
    expect(await verifyImage(bench.context(), { repository: 'acme/widget', digest: digestOf(bytes) })).toMatchObject({
      manifests: 1,
    })
  })

  test('naming the blob of somebody else does not open it, not even by publishing', async () => {
    const secret = Buffer.from('secret of eve')
    await new Client(bench, 'eve').pushesBlob('eve/vault', secret)
    const bytes = json({ blobs: [entry(secret)] })
    await acme.pushesManifest('acme/widget', '1.0', bytes, 'application/vnd.acme.list+json')
    expect((await acme.request('GET', `/v2/acme/widget/blobs/${digestOf(secret)}`)).statusCode).toBe(404)
    await placeImage(bench.context(), {
      from: { repository: 'acme/widget', digest: digestOf(bytes) },
      to: { repository: 'acme/copy', tag: '1.0' },
    })
    expect((await acme.request('GET', '/v2/acme/copy/manifests/1.0')).statusCode).toBe(200)
    expect((await acme.request('GET', `/v2/acme/copy/blobs/${digestOf(secret)}`)).statusCode).toBe(404)
  })
})

describe('indexes of indexes', () => {
  const push = async (bytes: Buffer, reference = digestOf(bytes) as string) =>
    acme.pushesManifest('acme/widget', reference, bytes, ociIndex)

  test('hold all platforms below them, in size and in description, and are copied whole', async () => {
    const digest = (await acme.pushesImage('acme/widget', 'amd64')) as Digest
    const size = (await acme.request('GET', `/v2/acme/widget/manifests/${digest}`)).rawPayload.byteLength
    const platform = { os: 'linux', architecture: 'arm64' }
    const inner = indexOf({ mediaType: dockerImage, digest, size, platform })
    await push(inner)
    const outer = indexOf(entry(inner, ociIndex))
    expect((await push(outer, 'all')).statusCode).toBe(201)
    const image = await resolveImage(bench.context(), { repository: 'acme/widget', reference: 'all' })
    expect(image).toMatchObject({ kind: 'index', platforms: [{ ...platform, digest }] })
    expect(image?.configs).toHaveLength(1)
    expect(await verifyImage(bench.context(), { repository: 'acme/widget', digest: digestOf(outer) })).toMatchObject({
      manifests: 3,
      blobs: 2,
    })
    await placeImage(bench.context(), {
      from: { repository: 'acme/widget', digest: digestOf(outer) },
      to: { repository: 'acme/copy', tag: 'all' },
    })
    expect((await acme.request('GET', `/v2/acme/copy/manifests/${digest}`)).statusCode).toBe(200)
  })

  test('may go eight levels down and no further', async () => {
    let bytes = indexOf()
    for (let level = 1; level <= 9; level++) {
      const pushed = await push(bytes)
      expect(pushed.statusCode).toBe(201)
      bytes = indexOf(entry(bytes, ociIndex))
    }
    const refused = await push(bytes, 'deep')
    expect([refused.statusCode, codeOf(refused)]).toEqual([400, 'MANIFEST_INVALID'])
    expect(refused.body).toContain('8 levels')
  })
})

describe('deleting a blob', () => {
  const content = Buffer.from('0123456789')
  const url = `/v2/acme/widget/blobs/${digestOf(content)}`

  test('takes it out of the repository, once, and leaves it to others', async () => {
    await acme.pushesBlob('acme/widget', content)
    await acme.pushesBlob('acme/other', content)
    expect((await acme.request('GET', url)).statusCode).toBe(200)
    expect((await acme.request('DELETE', url)).statusCode).toBe(202)
    expect((await acme.request('GET', url)).statusCode).toBe(404)
    expect((await acme.request('DELETE', url)).statusCode).toBe(404)
    expect((await acme.request('GET', url.replace('widget', 'other'))).statusCode).toBe(200)
    expect(await bench.auditActions()).toContain('registry.blob_deleted')
  })

  test('is refused while a manifest needs it', async () => {
    await acme.pushesImage('acme/widget', '1.0')
    const manifest = (await acme.request('GET', '/v2/acme/widget/manifests/1.0')).json<{ config: { digest: string } }>()
    const refused = await acme.request('DELETE', `/v2/acme/widget/blobs/${manifest.config.digest}`)
    expect([refused.statusCode, codeOf(refused)]).toEqual([409, 'DENIED'])
    expect(refused.body).toContain('Delete the manifest first')
  })

  test('is for the owner: not for a stranger, another publisher or an editor, and never of published content', async () => {
    await acme.pushesBlob('acme/widget', content)
    for (const client of [new Client(bench), new Client(bench, 'eve'), new Client(bench, 'ben')]) {
      expect((await client.request('DELETE', url)).statusCode).toBe(401)
    }
    const published = await acme.request('DELETE', url.replace('/v2/', '/v2/store/'))
    expect([published.statusCode, published.body]).toEqual([401, expect.stringContaining('changes only by publishing')])
    expect((await acme.request('HEAD', url)).statusCode).toBe(200)
  })
})

describe('mounting', () => {
  const content = Buffer.from('0123456789')
  const mount = async (client: Client, to: string, query: string) =>
    (await client.request('POST', `/v2/${to}/blobs/uploads/?mount=${digestOf(content)}${query}`)).statusCode

  test('without a source finds the blob in the own namespace, and in no other', async () => {
    await acme.pushesBlob('acme/widget', content)
    expect(await mount(acme, 'acme/second', '')).toBe(201)
    expect((await acme.request('GET', `/v2/acme/second/blobs/${digestOf(content)}`)).body).toBe('0123456789')
    const eve = new Client(bench, 'eve')
    expect(await mount(eve, 'eve/second', '')).toBe(202)
    expect((await eve.request('HEAD', `/v2/eve/second/blobs/${digestOf(content)}`)).statusCode).toBe(404)
  })

  test('with a source that is no name, or a digest that is none, is an upload', async () => {
    expect(await mount(acme, 'acme/second', '&from=../etc')).toBe(202)
    expect(
      (await acme.request('POST', '/v2/acme/second/blobs/uploads/?mount=nonsense&from=acme/widget')).statusCode,
    ).toBe(202)
  })
})

describe('lists', () => {
  test('of no entries are wanted by n=0, and have no next page', async () => {
    await acme.pushesImage('acme/widget', '1.0')
    const none = await acme.request('GET', '/v2/acme/widget/tags/list?n=0')
    expect([none.json(), none.headers.link]).toEqual([{ name: 'acme/widget', tags: [] }, undefined])
  })
})
