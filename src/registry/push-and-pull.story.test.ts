import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from './domain/digest.ts'
import { dockerImage, ociIndex } from './domain/media-types.ts'
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
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner', other: 'owner' } })
  bench.members.set('eve', { password: 'secret', namespaces: { eve: 'owner' } })
  acme = new Client(bench, 'ada')
})

const versionHeader = { 'docker-distribution-api-version': 'registry/2.0' }

describe('pushing and pulling', () => {
  test('a method that nobody answers is refused like everything else here', async () => {
    const answer = await acme.raw('OPTIONS', '/v2/')
    expect(answer.statusCode).toBe(401)
    expect(answer.headers).toMatchObject(versionHeader)
    const signedIn = { authorization: `Bearer ${await acme.token()}` }
    const refused = await acme.raw('OPTIONS', '/v2/', { headers: signedIn })
    expect([refused.statusCode, refused.json().errors[0].code]).toEqual([405, 'UNSUPPORTED'])
  })

  test('what was pushed is pulled, byte for byte, by tag and by digest', async () => {
    const digest = await acme.pushesImage('acme/widget', '1.0.0')

    const byTag = await acme.request('GET', '/v2/acme/widget/manifests/1.0.0')
    expect(byTag.statusCode).toBe(200)
    expect(byTag.headers).toMatchObject({
      ...versionHeader,
      'docker-content-digest': digest,
      'content-type': dockerImage,
      etag: `"${digest}"`,
    })
    expect(digestOf(byTag.rawPayload)).toBe(digest)

    const head = await acme.request('HEAD', `/v2/acme/widget/manifests/${digest}`)
    expect(head.statusCode).toBe(200)
    expect(head.body).toBe('')
    expect(head.headers['content-length']).toBe(String(byTag.rawPayload.byteLength))

    const layer = byTag.json<{ layers: { digest: string; size: number }[] }>().layers[0]
    const blob = await acme.request('GET', `/v2/acme/widget/blobs/${layer?.digest}`)
    expect(blob.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': String(layer?.size) })
    expect(digestOf(blob.rawPayload)).toBe(layer?.digest)
    const pushed = { type: 'image.pushed', repository: 'acme/widget', tag: '1.0.0', digest }
    expect(bench.events).toContainEqual({ ...pushed, by: 'ada', at: bench.clock.now().toISOString() })
    expect(await bench.auditActions()).toContain('registry.image_pushed')
  })

  test('blobs are read in parts, and not again when the client has them', async () => {
    const digest = await acme.pushesBlob('acme/widget', Buffer.from('0123456789'))
    const url = `/v2/acme/widget/blobs/${digest}`
    const part = await acme.request('GET', url, { headers: { range: 'bytes=2-4' } })
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
    const beyond = await acme.request('GET', url, { headers: { range: 'bytes=10-' } })
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */10'])
    expect((await acme.request('GET', url, { headers: { 'if-none-match': `"${digest}"` } })).statusCode).toBe(304)
    const head = await acme.request('HEAD', url)
    expect([head.statusCode, head.headers['content-length']]).toEqual([200, '10'])
  })

  test('a tag moves in staging; the old digest stays', async () => {
    const first = await acme.pushesImage('acme/widget', 'edge', 'one')
    const second = await acme.pushesImage('acme/widget', 'edge', 'two')
    const now = await acme.request('GET', '/v2/acme/widget/manifests/edge')
    expect(now.headers['docker-content-digest']).toBe(second)
    expect((await acme.request('GET', `/v2/acme/widget/manifests/${first}`)).statusCode).toBe(200)
  })

  test('people who push the same image to the same new repository at once all succeed', async () => {
    const clients = [acme, new Client(bench, 'ada'), new Client(bench, 'ada')]
    const digests = await Promise.all(clients.map((client) => client.pushesImage('acme/fresh', '1.0', 'same')))
    expect(new Set(digests).size).toBe(1)
    expect((await acme.request('GET', '/v2/acme/fresh/tags/list')).json()).toEqual({
      name: 'acme/fresh',
      tags: ['1.0'],
    })
  })

  test('an index needs its images first', async () => {
    const image = await acme.pushesImage('acme/widget', 'amd64')
    const child = (digest: string) => ({
      mediaType: dockerImage,
      digest,
      size: 1,
      platform: { os: 'linux', architecture: 'amd64' },
    })
    const index = (digest: string) =>
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: [child(digest)] }))
    const missing = digestOf(Buffer.from('missing'))
    const refused = await acme.pushesManifest('acme/widget', '1.0', index(missing), ociIndex)
    expect([refused.statusCode, refused.json()]).toMatchObject([400, { errors: [{ code: 'MANIFEST_BLOB_UNKNOWN' }] }])
    const taken = await acme.pushesManifest('acme/widget', '1.0', index(image), ociIndex)
    expect(taken.statusCode).toBe(201)
  })

  test('a manifest without its layers, with a wrong digest, of schema 1 or too large is refused and leaves nothing', async () => {
    const digest = digestOf(Buffer.from('x'))
    const entry = { mediaType: 'application/octet-stream', digest, size: 1 }
    const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, config: entry, layers: [entry] }))
    const codes = async (reference: string, bytes: Buffer, type: string) => {
      const answer = await acme.pushesManifest('acme/widget', reference, bytes, type)
      return [answer.statusCode, answer.json<{ errors: { code: string }[] }>().errors[0]?.code]
    }
    expect(await codes('1.0', manifest, dockerImage)).toEqual([400, 'MANIFEST_BLOB_UNKNOWN'])
    expect(await codes(digest, Buffer.from('{}'), 'application/vnd.acme.thing')).toEqual([400, 'DIGEST_INVALID'])
    expect(await codes('1.0', Buffer.from('{"schemaVersion":1}'), dockerImage)).toEqual([400, 'MANIFEST_INVALID'])
    expect(await codes('1.0', Buffer.alloc(4 * 1024 * 1024 + 1), dockerImage)).toEqual([413, 'SIZE_INVALID'])
    expect(await codes('1.0', Buffer.from('nonsense'), dockerImage)).toEqual([400, 'MANIFEST_INVALID'])
    expect(await codes('-1', manifest, dockerImage)).toEqual([400, 'TAG_INVALID'])
    const tags = await acme.request('GET', '/v2/acme/widget/tags/list')
    expect([tags.statusCode, tags.json()]).toMatchObject([404, { errors: [{ code: 'NAME_UNKNOWN' }] }])
  })

  test('unknown media types are kept byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 10, 13])
    await acme.pushesManifest('acme/widget', 'odd', bytes, 'application/vnd.acme.thing')
    const back = await acme.request('GET', '/v2/acme/widget/manifests/odd')
    expect(back.headers['content-type']).toBe('application/vnd.acme.thing')
    expect(back.rawPayload.equals(bytes)).toBe(true)
  })

  test('tags are listed in order, page by page', async () => {
    for (const tag of ['b', 'A', 'a']) await acme.pushesImage('acme/widget', tag)
    const first = await acme.request('GET', '/v2/acme/widget/tags/list?n=2')
    expect(first.json()).toEqual({ name: 'acme/widget', tags: ['A', 'a'] })
    const next = /<([^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1]
    expect((await acme.request('GET', String(next))).json()).toEqual({ name: 'acme/widget', tags: ['b'] })
  })

  test('deleting a tag leaves the digest, deleting the digest takes its tags', async () => {
    const digest = await acme.pushesImage('acme/widget', '1.0')
    await acme.pushesImage('acme/widget', '1.0-alias', '1.0')
    expect((await acme.request('DELETE', '/v2/acme/widget/manifests/1.0')).statusCode).toBe(202)
    expect((await acme.request('GET', '/v2/acme/widget/manifests/1.0')).statusCode).toBe(404)
    expect((await acme.request('DELETE', `/v2/acme/widget/manifests/${digest}`)).statusCode).toBe(202)
    expect((await acme.request('GET', '/v2/acme/widget/manifests/1.0-alias')).statusCode).toBe(404)
    expect((await acme.request('DELETE', `/v2/acme/widget/manifests/${digest}`)).statusCode).toBe(404)
  })

  test('signatures are found by the image that they are about', async () => {
    const image = await acme.pushesImage('acme/widget', '1.0')
    const config = await acme.pushesBlob('acme/widget', Buffer.from('{}'))
    const signature = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactType: 'application/vnd.example.signature',
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: config, size: 2 },
        layers: [],
        subject: { mediaType: dockerImage, digest: image, size: 1 },
      }),
    )
    const type = 'application/vnd.oci.image.manifest.v1+json'
    const pushed = await acme.pushesManifest('acme/widget', digestOf(signature), signature, type)
    expect(pushed.headers['oci-subject']).toBe(image)
    const found = await acme.request('GET', `/v2/acme/widget/referrers/${image}`)
    expect(found.json()).toMatchObject({ manifests: [{ digest: digestOf(signature) }] })
    const none = await acme.request('GET', `/v2/acme/widget/referrers/${image}?artifactType=x`)
    expect([none.headers['oci-filters-applied'], none.json()]).toMatchObject(['artifactType', { manifests: [] }])
  })
})

describe('uploads', () => {
  const url = '/v2/acme/widget/blobs/uploads/'
  const content = Buffer.from('0123456789')
  const digest = digestOf(content)

  test('in one request', async () => {
    const done = await acme.request('POST', `${url}?digest=${digest}`, {
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    })
    expect([done.statusCode, done.headers.location]).toEqual([201, `/v2/acme/widget/blobs/${digest}`])
  })

  test('in chunks, with a status between and a restart of the store in the middle', async () => {
    const started = await acme.request('POST', url)
    expect([started.statusCode, started.headers.range]).toEqual([202, '0-0'])
    const location = String(started.headers.location)
    expect(started.headers['docker-upload-uuid']).toBe(location.split('/').at(-1))
    const chunk = (from: number, to: number) =>
      acme.request('PATCH', location, {
        headers: { 'content-range': `${from}-${to - 1}`, 'content-length': String(to - from) },
        body: content.subarray(from, to),
      })
    expect((await chunk(0, 4)).headers.range).toBe('0-3')

    await bench.restart()
    const status = await acme.request('GET', location)
    expect([status.statusCode, status.headers.range]).toEqual([204, '0-3'])
    const gap = await chunk(6, 8)
    expect([gap.statusCode, gap.headers.range, gap.headers.location]).toEqual([416, '0-3', location])

    await chunk(4, 8)
    const done = await acme.request('PUT', `${location}?digest=${digest}`, {
      headers: { 'content-type': 'application/octet-stream' },
      body: content.subarray(8),
    })
    expect(done.statusCode).toBe(201)
    expect((await acme.request('GET', `/v2/acme/widget/blobs/${digest}`)).body).toBe('0123456789')
    expect((await acme.request('GET', location)).statusCode).toBe(404)
  })

  test('wrong content is refused and forgotten', async () => {
    const location = String((await acme.request('POST', url)).headers.location)
    const done = await acme.request('PUT', `${location}?digest=${digest}`, {
      headers: { 'content-type': 'application/octet-stream' },
      body: 'something else',
    })
    expect([done.statusCode, done.json()]).toMatchObject([400, { errors: [{ code: 'DIGEST_INVALID' }] }])
    expect((await acme.request('GET', location)).statusCode).toBe(404)
    expect((await acme.request('HEAD', `/v2/acme/widget/blobs/${digest}`)).statusCode).toBe(404)
  })

  test('can be given up, and belong to their repository', async () => {
    const location = String((await acme.request('POST', url)).headers.location)
    const elsewhere = location.replace('acme/widget', 'other/widget')
    const foreign = await acme.request('PATCH', elsewhere, { body: content })
    expect([foreign.statusCode, foreign.json()]).toMatchObject([404, { errors: [{ code: 'BLOB_UPLOAD_UNKNOWN' }] }])
    expect((await acme.request('DELETE', location)).statusCode).toBe(204)
    expect((await acme.request('DELETE', location)).statusCode).toBe(404)
    const closing = await acme.request('PUT', location)
    expect(closing.statusCode).toBe(400)
  })

  test('a blob is mounted from a repository that one may pull from; from any other a normal upload begins', async () => {
    await acme.pushesBlob('acme/widget', content)
    const mount = (client: Client, to: string) =>
      client.request('POST', `/v2/${to}/blobs/uploads/?mount=${digest}&from=acme/widget`)
    expect((await mount(acme, 'other/base')).statusCode).toBe(201)
    expect((await acme.request('GET', `/v2/other/base/blobs/${digest}`)).body).toBe('0123456789')

    const eve = new Client(bench, 'eve')
    expect((await mount(eve, 'eve/stolen')).statusCode).toBe(202)
    expect((await eve.request('HEAD', `/v2/eve/stolen/blobs/${digest}`)).statusCode).toBe(404)
  })
})
