import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seconds } from '../platform/clock.ts'
import type { PullAnswer } from './access/access-source.ts'
import { digestOf } from './domain/digest.ts'
import type { QuotaOverride } from './domain/quota.ts'
import { exportImages } from './export-images.ts'
import { importImages } from './import-images.ts'
import { placeImage } from './place-image.ts'
import { setQuota } from './set-quota.ts'
import { showStorage } from './show-storage.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'

/** What a publisher may keep is decided before its bytes are taken in. */
let bench: RegistryBench
let ada: Client

beforeAll(async () => {
  bench = await registryBench({ limits: { publisherGb: 1, publisherRepositories: 3 } })
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'a', namespaces: { acme: 'owner' } })
  ada = new Client(bench, 'ada')
})

const olga = () => bench.context(person('olga', ['operator']))
const allows = (quota: Partial<QuotaOverride>, namespace = 'acme') =>
  setQuota(olga(), { namespace, quota: { bytes: null, repositories: null, ...quota } })
const used = async (namespace = 'acme') => (await showStorage(olga(), namespace)).usage
const bytes = (size: number, fill = 'x') => Buffer.alloc(size, fill)

async function push(repository = 'acme/widget') {
  const authorization = `Bearer ${await ada.token(`repository:${repository}:pull,push,delete`, `repository:store/acme/widget:pull`)}`
  const send = (method: 'POST' | 'PATCH' | 'PUT', url: string, body?: Buffer | Readable, more = {}) =>
    bench.app.inject({
      method,
      url,
      headers: { authorization, 'content-type': 'application/octet-stream', ...more },
      ...(body && { payload: body }),
    })
  return {
    send,
    start: async () => String((await send('POST', `/v2/${repository}/blobs/uploads/`)).headers.location),
    /** One request with all bytes. */
    whole: (content: Buffer) => send('POST', `/v2/${repository}/blobs/uploads/?digest=${digestOf(content)}`, content),
    /** As docker does it: bytes whose number nobody has said. */
    streams: (location: string, content: Buffer) => send('PATCH', location, Readable.from([content])),
  }
}

describe('bytes', () => {
  test('are refused before they are read when the request says how many they are, with what to do', async () => {
    await allows({ bytes: 1000 })
    const { whole } = await push()
    expect((await whole(bytes(600))).statusCode).toBe(201)
    const refused = await whole(bytes(600, 'y'))
    expect([refused.statusCode, refused.json()]).toMatchObject([
      403,
      {
        errors: [
          {
            code: 'DENIED',
            message: expect.stringMatching(
              /acme may keep 1 kB and keeps 600 bytes, .* no room for 600 bytes more\. Delete .* ask the operator/,
            ),
          },
        ],
      },
    ])
    expect((await whole(bytes(400, 'z'))).statusCode).toBe(201)
    expect(await used()).toEqual({ bytes: 1000, repositories: 1 })
  })

  test('are stopped where the room ends when the request does not say, and leave nothing behind', async () => {
    await allows({ bytes: 1000 })
    const { start, streams, send, whole } = await push()
    const location = await start()
    expect((await streams(location, bytes(700))).statusCode).toBe(202)
    expect(await used()).toEqual({ bytes: 700, repositories: 1 })
    const refused = await streams(location, bytes(301))
    expect([refused.statusCode, refused.json().errors[0].code]).toEqual([403, 'DENIED'])
    expect((await send('PUT', `${location}?digest=${digestOf(bytes(700))}`)).statusCode).toBe(404)
    expect(await used()).toEqual({ bytes: 0, repositories: 1 })
    expect((await whole(bytes(1000))).statusCode).toBe(201)
  })

  test('of one blob count once for the publisher, however many of its repositories have it', async () => {
    await allows({ bytes: 1000 })
    await (await push()).whole(bytes(800))
    const other = await push('acme/other')
    const mounted = await other.send(
      'POST',
      `/v2/acme/other/blobs/uploads/?mount=${digestOf(bytes(800))}&from=acme/widget`,
    )
    expect(mounted.statusCode).toBe(201)
    expect(await used()).toEqual({ bytes: 800, repositories: 2 })
  })

  test('of manifests count as well, once in each repository; another tag for one that is there takes no room', async () => {
    await allows({ bytes: 1002 })
    await ada.pushesBlob('acme/widget', Buffer.from('{}'))
    const put = (repository: string, tag: string, content: Buffer) =>
      ada.pushesManifest(repository, tag, content, 'application/vnd.acme.notes')
    expect((await put('acme/widget', 'one', bytes(700))).statusCode).toBe(201)
    expect((await put('acme/widget', 'again', bytes(700))).statusCode).toBe(201)
    const refused = await put('acme/widget', 'two', bytes(301, 'y'))
    expect([refused.statusCode, refused.json().errors[0].message]).toMatchObject([
      403,
      expect.stringMatching(/keeps 702 bytes, .* no room for 301 bytes more/),
    ])
    expect((await put('acme/widget', 'two', bytes(300, 'y'))).statusCode).toBe(201)
    expect(await used()).toEqual({ bytes: 1002, repositories: 1 })
  })

  test('of the manifests in an archive count as well', async () => {
    const digest = await ada.pushesImage('acme/widget', '1.0.0')
    const size = (await ada.request('GET', `/v2/acme/widget/manifests/${digest}`)).rawPayload.length
    const archive = await buffer((await exportImages(bench.context(), { repository: 'acme/widget' })).open())
    const imports = () =>
      importImages(bench.context(), {
        source: Readable.from([archive]),
        into: { repository: 'acme/copy', tag: '1.0.0' },
      })
    const room = (await used()).bytes + size
    await allows({ bytes: room - 1 })
    bench.clock.advance(seconds(5))
    await expect(imports()).rejects.toMatchObject({ code: 'registry.bytes_over_quota' })
    await allows({ bytes: room })
    bench.clock.advance(seconds(5))
    expect(await imports()).toMatchObject({ repositories: [{ tags: ['1.0.0'] }] })
    expect((await used()).bytes).toBe(room)
  })

  test('that are mounted from somebody else count as well', async () => {
    const yes: PullAnswer = { allowed: true, via: 'plan', customerClass: 'free' }
    bench.decide = () => yes
    bench.members.set('eve', { password: 'e', namespaces: { eve: 'owner' } })
    const digest = await new Client(bench, 'eve').pushesImage('eve/base', '1.0.0')
    await placeImage(bench.context(), {
      from: { repository: 'eve/base', digest },
      to: { repository: 'store/acme/widget', tag: '1.0.0' },
    })
    const layer = digestOf(Buffer.from('layer of 1.0.0'))
    const mounts = async () =>
      (await push()).send('POST', `/v2/acme/widget/blobs/uploads/?mount=${layer}&from=store/acme/widget`)
    await allows({ bytes: 13 })
    expect((await mounts()).statusCode).toBe(403)
    await allows({ bytes: 14 })
    bench.clock.advance(seconds(5))
    expect((await mounts()).statusCode).toBe(201)
    expect((await used()).bytes).toBe(14)
  })

  test('of forty requests at the same moment never exceed what is allowed', async () => {
    await allows({ bytes: 1000 })
    const { whole, start, streams } = await push()
    const locations = await Promise.all(Array.from({ length: 20 }, start))
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, i) => whole(bytes(150, String.fromCharCode(97 + i)))),
      ...locations.map((location, i) => streams(location, bytes(150, String.fromCharCode(65 + i)))),
    ])
    const taken = answers.filter(({ statusCode }) => statusCode < 300).length
    expect(taken).toBe(6)
    expect((await used()).bytes).toBe(900)
    // Which kind of upload gets in first is chance; whoever does not is told that the quota is used up.
    const refused = answers.filter(({ statusCode }) => statusCode >= 300)
    expect(new Set(refused.map(({ statusCode }) => statusCode))).toEqual(new Set([403]))
  })

  test('that another program has let in are known here within 5 s', async () => {
    await allows({ bytes: 1000 })
    const { whole } = await push()
    await whole(bytes(100))
    const replica = await bench.deafReplica()
    const elsewhere = new Client(replica, 'ada')
    await elsewhere.pushesBlob('acme/widget', bytes(800, 'r'))
    bench.clock.advance(seconds(5))
    expect((await whole(bytes(200, 'y'))).statusCode).toBe(403)
    expect((await whole(bytes(100, 'z'))).statusCode).toBe(201)
  })

  test('stay where they are when the quota is lowered, and can be pulled; a higher one lets pushes in again', async () => {
    const digest = await ada.pushesImage('acme/widget', '1.0.0')
    await allows({ bytes: 1 })
    bench.clock.advance(seconds(5))
    expect((await ada.request('GET', `/v2/acme/widget/manifests/${digest}`)).statusCode).toBe(200)
    expect((await (await push()).whole(bytes(10))).statusCode).toBe(403)
    await allows({ bytes: 10_000 })
    expect((await (await push()).whole(bytes(10))).statusCode).toBe(201)
  })

  test('of the operator’s own images are nobody’s quota', async () => {
    bench.members.set('olga', { password: 'o', roles: ['operator'] })
    const digest = await new Client(bench, 'olga').pushesImage('library/busybox', '1.0.0')
    expect(digest).toMatch(/^sha256:/)
  })
})

describe('repositories', () => {
  test('are counted at their first push; those that are there go on', async () => {
    for (const name of ['acme/one', 'acme/two', 'acme/three']) await (await push(name)).whole(bytes(1))
    const refused = await (await push('acme/four')).send('POST', '/v2/acme/four/blobs/uploads/')
    expect([refused.statusCode, refused.json().errors[0]]).toMatchObject([
      403,
      { code: 'DENIED', message: expect.stringContaining('acme may have 3 repositories and has 3') },
    ])
    expect((await (await push('acme/one')).whole(bytes(2))).statusCode).toBe(201)
    await allows({ repositories: 4 })
    expect((await (await push('acme/four')).whole(bytes(2))).statusCode).toBe(201)
  })

  test('of eight first pushes at the same moment three are let in', async () => {
    const pushes = await Promise.all(Array.from({ length: 8 }, (_, i) => push(`acme/r${i}`)))
    const answers = await Promise.all(pushes.map(({ send }, i) => send('POST', `/v2/acme/r${i}/blobs/uploads/`)))
    expect(answers.filter(({ statusCode }) => statusCode === 202)).toHaveLength(3)
    expect((await used()).repositories).toBe(3)
  })
})
