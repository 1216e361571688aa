import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestStore, testStore } from '../../test/support/test-store.ts'
import { hours } from '../platform/clock.ts'
import { openMemoryFeedFetcher } from '../platform/feeds/memory-feed-fetcher.ts'
import { fetchFeed } from './fetch-feed.ts'
import type { AdvisoryFeedsView } from './http/views.ts'
import { queueFetches } from './queue-fetches.ts'
import { advisories } from './store/advisories.ts'
import { feeds } from './store/feeds.ts'
import { named } from './testing/feed-records.ts'
import { zipOfRecords } from './testing/zip-of.ts'

const address = 'https://feeds.example/Go/all.zip?token=secret'
const label = 'https://feeds.example/Go/all.zip'
const fetcher = openMemoryFeedFetcher()
let store: TestStore

beforeAll(async () => {
  store = await testStore({
    advisories: false,
    ports: { feeds: fetcher },
    env: { CHANDLERY_ADVISORY_FEEDS: `go=${address}; away=https://away.example/x.zip` },
  })
})
afterAll(() => store?.close())

const system = () => store.open.makeContext({ kind: 'system', reason: 'test' })
const under = (name: string) =>
  system().transaction(async (tx) => {
    const key = { ecosystem: 'Go', name }
    return (await advisories(tx).sourceFor([key])).under(key)
  })
const feedNamed = (name: string) => system().transaction((tx) => feeds(tx).find(name))

describe('configured feeds', () => {
  const go = named('GO', 30)
  const serve = (records: readonly { id: string }[], etag: string) =>
    fetcher.serves(address, { bytes: zipOfRecords(records), etag })

  test('are fetched when their time has come, and asked with what the server said of our copy', async () => {
    serve(go, '"1"')
    expect(await queueFetches(system())).toBe(2)
    await store.settle()
    expect(await feedNamed('go')).toMatchObject({ records: 30, source: label })
    expect((await under('example.com/go/3')).map(({ id }) => id)).toEqual(['GO-0003'])

    // The other one has failed, and is tried again each hour.
    store.clock.advance(hours(1))
    expect(await queueFetches(system())).toBe(1)
    await store.settle()
    store.clock.advance(hours(5))
    expect(await queueFetches(system())).toBe(2)
    await store.settle()
    const asked = fetcher.asked.filter((one) => one.address === address)
    expect(asked.map(({ sent }) => sent)).toEqual([true, false])
    expect((await feedNamed('go'))?.checkedAt).toEqual(store.clock.now())
    expect(fetcher.held).toBe(0)
  })

  test('whose server is away go on with what is there; their age is shown, and warns at 48 h (ADV-9)', async () => {
    const security = await store.staff('sid', 'security')
    const shown = async () => {
      const { feeds: all, maxAgeHours } = await security.client.get<AdvisoryFeedsView>('/advisories')
      expect(maxAgeHours).toBe(48)
      return all.find(({ name }) => name === 'go')
    }
    const checkedAt = (await feedNamed('go'))?.checkedAt
    fetcher.serves(address, undefined)
    store.clock.advance(hours(47))
    expect(await fetchFeed(system(), { feed: 'go' })).toEqual({ kind: 'failed', reason: 'The connection was refused.' })
    expect(await shown()).toMatchObject({ stale: false, failure: 'The connection was refused.', fetched: true })
    store.clock.advance(hours(2))
    expect(await shown()).toMatchObject({ stale: true, checkedAt: checkedAt?.toISOString(), records: 30 })
    expect((await under('example.com/go/3')).map(({ id }) => id)).toEqual(['GO-0003'])

    serve(go, '"1"')
    expect(await fetchFeed(system(), { feed: 'go' })).toEqual({ kind: 'unchanged' })
    expect(await shown()).toMatchObject({ stale: false })
    expect((await shown())?.failure).toBeUndefined()
  })

  test('that send half of it are refused, and asked for all of it the next time', async () => {
    serve(go.slice(15), '"2"')
    expect(await fetchFeed(system(), { feed: 'go' })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('30'),
    })
    serve([...go, ...named('NEWS', 1)], '"2"')
    expect(await fetchFeed(system(), { feed: 'go' })).toMatchObject({ kind: 'imported', result: { added: 1 } })
    expect(fetcher.held).toBe(0)
  })

  test('that are not configured are unknown', async () => {
    await expect(fetchFeed(system(), { feed: 'nobody' })).rejects.toMatchObject({
      code: 'vulnerabilities.feed_unknown',
      message: expect.stringContaining('go, away'),
    })
  })
})

describe('over HTTP', () => {
  test('feeds are for security staff: not for strangers, customers, publishers or other staff', async () => {
    expect((await fetch(`${store.baseUrl}/api/v1/advisories`)).status).toBe(401)
    const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    expect((await fetch(`${store.baseUrl}/api/v1/advisories/fetch`, asked)).status).toBe(401)
    const { person: publisher } = await store.publisher('acme')
    for (const { client } of [await store.person('heron'), publisher, await store.staff('mora', 'moderator')]) {
      await expect(client.get('/advisories')).rejects.toMatchObject({ status: 403 })
      await expect(client.post('/advisories/fetch', {})).rejects.toMatchObject({ status: 403 })
    }
  })

  test('security staff has a feed fetched now', async () => {
    const security = await store.staff('sam', 'security')
    expect(await security.client.post('/advisories/fetch', { feed: 'go' })).toEqual({ feeds: ['go'] })
    expect(await security.client.post('/advisories/fetch', {})).toEqual({ feeds: ['go', 'away'] })
    await expect(security.client.post('/advisories/fetch', { feed: 'x' })).rejects.toMatchObject({
      status: 404,
      code: 'vulnerabilities.feed_unknown',
    })
    await store.settle()
    expect(await store.auditActions()).toContain('vulnerabilities.fetch_requested')
  })
})
