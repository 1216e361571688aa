import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { days, minutes } from '../platform/clock.ts'
import { digestOf } from './domain/digest.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'
import { verifyBlobs } from './verify-blobs.ts'
import { stopVerifying, verifyInBackground } from './verify-in-background.ts'

let bench: RegistryBench
let ada: Client
/** Reads by role: may pull, may not push. */
let vic: Client

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('vic', { password: 'secret', namespaces: { acme: 'viewer' } })
  ada = new Client(bench, 'ada')
  vic = new Client(bench, 'vic')
})

const content = Buffer.from('a layer that matters')
const digest = digestOf(content)
const fileOf = () => join(bench.directory, 'sha256', digest.slice(7, 9), digest.slice(7))
const verify = (more: object = {}) => verifyBlobs(bench.context(), { rate: 0, all: true, ...more })
const url = `/v2/acme/widget/blobs/${digest}`
/** What a client hears that asks before it pushes. */
const pusherSees = async () => {
  const authorization = `Bearer ${await ada.token('repository:acme/widget:pull,push')}`
  return (await ada.raw('HEAD', url, { headers: { authorization } })).statusCode
}
const health = async (actor = person('olga', ['operator'])) => {
  bench.signedIn = actor
  return bench.app.inject({ url: '/api/v1/registry/damage' })
}

const damages = {
  missing: () => rm(fileOf()),
  wrong_size: () => truncate(fileOf(), 5),
  wrong_digest: () => writeFile(fileOf(), Buffer.alloc(content.length, 'x')),
}

describe('reading stored blobs again', () => {
  test('finds nothing wrong with what is right, and leaves it alone for 30 days', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    expect(await verify()).toMatchObject({ end: 'complete', blobs: 0 })
    bench.clock.advance(minutes(5))
    expect(await verify()).toMatchObject({ end: 'complete', blobs: 2, damaged: [] })
    bench.clock.advance(days(29))
    expect(await verify({ all: false })).toMatchObject({ blobs: 0 })
    bench.clock.advance(days(2))
    expect(await verify({ all: false })).toMatchObject({ blobs: 2 })
  })

  for (const [what, damage] of Object.entries(damages)) {
    test(`finds bytes that are ${what.replace('_', ' ')}; nobody gets them, and the next push heals`, async () => {
      await ada.pushesImage('acme/widget', '1.0')
      await ada.pushesBlob('acme/widget', content)
      await damage()
      bench.clock.advance(minutes(5))

      expect(await verify()).toMatchObject({ end: 'complete', damaged: [{ digest, what }], blobs: 3 })

      const pulled = await vic.request('GET', url)
      expect([pulled.statusCode, pulled.json().errors[0].code]).toEqual([503, 'UNAVAILABLE'])
      expect(pulled.json().errors[0].message).toContain('Push the image again')
      expect(Number(pulled.headers['retry-after'])).toBeGreaterThan(0)
      expect(await pusherSees()).toBe(404)
      expect((await health()).json()).toMatchObject({
        damaged: 1,
        items: [{ digest, what, repairedAt: null, size: content.length, repositories: ['acme/widget'] }],
      })
      expect(await bench.auditActions()).toContain('registry.blob_damaged')
      // Looked at again it is the same finding.
      bench.clock.advance(minutes(5))
      expect(await verify()).toMatchObject({ damaged: [{ digest, what: 'missing' }] })
      expect((await health()).json()).toMatchObject({ damaged: 1, items: [{ what }] })

      await ada.pushesBlob('acme/widget', content)

      expect((await vic.request('GET', url)).rawPayload).toEqual(content)
      expect(await pusherSees()).toBe(200)
      expect((await health()).json()).toMatchObject({ damaged: 0, items: [{ repairedAt: expect.any(String) }] })
      bench.clock.advance(minutes(5))
      expect(await verify()).toMatchObject({ blobs: 3, damaged: [] })
    })
  }

  test('keeps wrong bytes aside for people to look at', async () => {
    await ada.pushesBlob('acme/widget', content)
    await damages.wrong_digest()
    bench.clock.advance(minutes(5))
    await verify()
    const [kept = ''] = await readdir(join(bench.directory, 'damaged'))
    expect(kept).toBe(digest.replace(':', '-'))
    expect(await readFile(join(bench.directory, 'damaged', kept))).toHaveLength(content.length)
  })

  test('notices bytes that were put back by hand', async () => {
    await ada.pushesBlob('acme/widget', content)
    await damages.missing()
    bench.clock.advance(minutes(5))
    await verify()
    await writeFile(fileOf(), content)
    bench.clock.advance(minutes(5))
    expect(await verify()).toMatchObject({ repaired: 1, damaged: [] })
    expect((await vic.request('GET', url)).statusCode).toBe(200)
  })

  test('a damaged blob is not mounted, and no manifest relies on it', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    const manifest = await ada.request('GET', '/v2/acme/widget/manifests/1.0')
    const layer = manifest.json<{ layers: { digest: string }[] }>().layers[0]?.digest ?? ''
    await bench.blobs.remove(layer as typeof digest)
    bench.clock.advance(minutes(5))
    await verify()
    const mounted = await ada.request('POST', `/v2/acme/other/blobs/uploads/?mount=${layer}&from=acme/widget`)
    expect(mounted.statusCode).toBe(202)
    const again = await ada.pushesManifest(
      'acme/widget',
      '2.0',
      manifest.rawPayload,
      String(manifest.headers['content-type']),
    )
    expect(again.json().errors[0].code).toBe('MANIFEST_BLOB_UNKNOWN')
  })

  test('passes over a blob that the disk refuses to read, and tells', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    await ada.pushesBlob('acme/widget', content)
    bench.clock.advance(minutes(5))
    const { blobs } = bench
    const { read } = blobs
    blobs.read = async (wanted, range) => {
      if (wanted !== digest) return read.call(blobs, wanted, range)
      return new Readable({
        read: (): never => {
          throw Object.assign(new Error('i/o error'), { code: 'EIO' })
        },
      })
    }
    expect(await verify()).toMatchObject({ end: 'complete', blobs: 2, damaged: [], unreadable: [digest] })
    blobs.read = read
    bench.clock.advance(minutes(5))
    expect(await verify()).toMatchObject({ blobs: 3, damaged: [], unreadable: [] })
  })

  test('leaves alone what somebody brings at the same moment', async () => {
    await ada.pushesBlob('acme/widget', content)
    await damages.wrong_digest()
    bench.clock.advance(1000)
    // The link is a second old: the bytes may be newer than the look at them.
    expect(await verify()).toMatchObject({ damaged: [], blobs: 1 })
    expect((await health()).json()).toMatchObject({ damaged: 0 })
  })

  test('of one repository reads only what that hands out', async () => {
    await ada.pushesBlob('acme/widget', content)
    await ada.pushesBlob('acme/other', Buffer.from('something else'))
    bench.clock.advance(minutes(5))
    expect(await verify({ repository: 'acme/other' })).toMatchObject({ blobs: 1 })
    expect(await verify()).toMatchObject({ blobs: 1 })
  })

  test('is one program at a time; one that died is replaced', async () => {
    await ada.pushesBlob('acme/widget', content)
    bench.clock.advance(minutes(5))
    await bench.database.execute(
      `INSERT INTO blob_verification (worker, beat_at) VALUES ('00000000-0000-7000-8000-000000000001', $1)`,
      [bench.clock.now()],
    )
    expect(await verify()).toMatchObject({ end: 'elsewhere', blobs: 0 })
    bench.clock.advance(minutes(3))
    expect(await verify()).toMatchObject({ end: 'complete', blobs: 1 })
  })

  test('ends at once when it is told to, and goes on where it was', async () => {
    for (const text of ['one', 'two', 'three']) await ada.pushesBlob('acme/widget', Buffer.alloc(200_000, text))
    bench.clock.advance(minutes(5))
    const ending = new AbortController()
    const stopped = await verify({ rate: 1_000_000, signal: ending.signal, onProgress: () => ending.abort() })
    expect(stopped).toMatchObject({ end: 'stopped', blobs: 1 })
    expect(await verify()).toMatchObject({ end: 'complete', blobs: 2 })
  })

  test('in the background keeps out of the way of a stop', async () => {
    await ada.pushesBlob('acme/widget', Buffer.alloc(3_000_000, 'x'))
    bench.clock.advance(days(31))
    const ctx = { ...bench.context(), settings: { ...bench.settings, verifyRate: 1000 } }
    verifyInBackground(ctx)
    verifyInBackground(ctx)
    await stopVerifying(ctx)
    expect(await verify({ all: false })).toMatchObject({ end: 'complete', blobs: 1 })
    verifyInBackground(bench.context())
    await stopVerifying(bench.context())
  })

  test('is shown to operators only', async () => {
    expect((await health()).json()).toMatchObject({ damaged: 0, items: [], dueBlobs: 0, rate: 0 })
    expect((await health({ kind: 'anonymous' })).statusCode).toBe(401)
    expect((await health(person('ada'))).statusCode).toBe(403)
    expect((await health(person('mo', ['moderator']))).statusCode).toBe(403)
  })
})
