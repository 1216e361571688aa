import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openS3BlobStore } from '../../src/platform/blobs/s3-blob-store.ts'
import { digestOf } from '../../src/registry/domain/digest.ts'
import { Client } from '../../src/registry/testing/client.ts'
import { type RegistryBench, registryBench } from '../../src/registry/testing/registry-bench.ts'
import { goProgram } from '../support/go-program.ts'
import { S3Server } from '../support/s3-server.ts'

const versitygw = await goProgram('versitygw')

describe.runIf(versitygw.met)('the registry on S3', () => {
  let server: S3Server
  let bench: RegistryBench
  let ada: Client
  /** Clients are sent to the bucket for this long, in seconds; undefined: never. */
  let redirects: { seconds: number } | undefined

  beforeAll(async () => {
    server = await S3Server.start(versitygw.met ? versitygw.path : '')
    bench = await registryBench({
      openBlobs: (clock) =>
        openS3BlobStore({
          settings: { ...server.settings, ...(redirects && { redirects }) },
          prefix: 'shop/blobs/',
          clock,
        }),
    })
    bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
    ada = new Client(bench, 'ada')
  })
  afterAll(async () => {
    await bench?.close()
    await server?.remove()
  })

  const push = async (content: Buffer) => {
    const digest = digestOf(content)
    return { digest, url: `/v2/acme/widget/blobs/${digest}`, pushed: await ada.pushesBlob('acme/widget', content) }
  }

  test('what is pushed is pulled, wholly and in part', async () => {
    const content = randomBytes(20_000_000)
    const { digest, url } = await push(content)
    expect(digestOf((await ada.request('GET', url)).rawPayload)).toBe(digest)
    const part = await ada.request('GET', url, { headers: { range: 'bytes=19999990-' } })
    expect(part.statusCode).toBe(206)
    expect(part.rawPayload).toEqual(content.subarray(-10))
    expect((await ada.request('HEAD', url)).headers['content-length']).toBe('20000000')
    expect((await ada.request('GET', url, { headers: { range: 'bytes=20000000-' } })).statusCode).toBe(416)
    await ada.pushesImage('acme/widget', '1.0.0')
    expect((await ada.request('GET', '/v2/acme/widget/manifests/1.0.0')).statusCode).toBe(200)
  })

  test('an upload goes on after a restart, in pieces smaller and larger than those of S3', async () => {
    const content = randomBytes(17_000_000)
    const location = String((await ada.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
    let sent = 0
    for (const size of [1_000, 9_000_000, 3_000]) {
      const answer = await ada.request('PATCH', location, { body: content.subarray(sent, sent + size), ...octets })
      sent += size
      expect([answer.statusCode, answer.headers.range]).toEqual([202, `0-${sent - 1}`])
      await bench.restart()
    }
    expect((await ada.request('GET', location)).headers.range).toBe(`0-${sent - 1}`)
    const digest = digestOf(content)
    const body = content.subarray(sent)
    expect((await ada.request('PUT', `${location}?digest=${digest}`, { body, ...octets })).statusCode).toBe(201)
    expect(digestOf((await ada.request('GET', `/v2/acme/widget/blobs/${digest}`)).rawPayload)).toBe(digest)
    expect(await bench.blobs.staleUploads(new Date('2999-01-01'))).toEqual([])
  })

  test('with redirects, clients fetch whole blobs from the bucket; parts and sizes are answered here', async () => {
    const content = randomBytes(300_000)
    const { digest, url } = await push(content)
    redirects = { seconds: 60 }
    await bench.restart()
    const answer = await ada.request('GET', url)
    expect([answer.statusCode, answer.headers['docker-content-digest']]).toEqual([307, digest])
    expect(answer.headers['cache-control']).toBe('no-store')
    const address = new URL(String(answer.headers.location))
    expect(address.host).toBe(new URL(server.settings.endpoint ?? '').host)
    expect(address.searchParams.get('X-Amz-Expires')).toBe('60')
    const fetched = await fetch(address)
    expect(fetched.headers.get('content-type')).toBe('application/octet-stream')
    expect(digestOf(Buffer.from(await fetched.arrayBuffer()))).toBe(digest)

    expect((await ada.request('HEAD', url)).statusCode).toBe(200)
    const part = await ada.request('GET', url, { headers: { range: 'bytes=0-9' } })
    expect([part.statusCode, part.rawPayload]).toEqual([206, content.subarray(0, 10)])
    expect((await ada.request('GET', url, { headers: { 'if-none-match': `"${digest}"` } })).statusCode).toBe(304)
    // An address is a secret for its time: who may not pull does not get one.
    expect((await new Client(bench).raw('GET', url)).statusCode).toBe(401)
  })
})

const octets = { headers: { 'content-type': 'application/octet-stream' } }
