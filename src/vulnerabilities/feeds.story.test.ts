import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestStore, testStore } from '../../test/support/test-store.ts'
import { minutes } from '../platform/clock.ts'
import { type ImportAdvisories, importAdvisories } from './import-advisories.ts'
import { readAdvisoryChanges } from './read-advisory-changes.ts'
import { advisories } from './store/advisories.ts'
import { cveFacts } from './store/cve-facts.ts'
import { feedImports } from './store/feed-imports.ts'
import { feedRecords } from './store/feed-records.ts'
import { feeds } from './store/feeds.ts'
import { named } from './testing/feed-records.ts'
import { zipOf, zipOfRecords } from './testing/zip-of.ts'

let store: TestStore
let folder: string

beforeAll(async () => {
  store = await testStore({ advisories: false })
  folder = await mkdtemp(join(tmpdir(), 'chandlery-feeds-'))
})
afterAll(async () => {
  await store?.close()
  await rm(folder, { recursive: true, force: true })
})

const system = () => store.open.makeContext({ kind: 'system', reason: 'test' })
const importing = async (name: string, content: Buffer | string, options: Partial<ImportAdvisories> = {}) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return importAdvisories(system(), { path, ...options })
}
const under = (name: string, ecosystem = 'Go') =>
  system().transaction(async (tx) => (await advisories(tx).sourceFor([{ ecosystem, name }])).under({ ecosystem, name }))
const feedNamed = async (name: string) => await system().transaction((tx) => feeds(tx).find(name))
const latestOf = async (name: string) =>
  (await system().transaction((tx) => feedImports(tx).latest())).find(({ feed }) => feed === name)
const changesOf = async (batch: number) => {
  const lines = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof readAdvisoryChanges>> = await readAdvisoryChanges(system(), {
      batch,
      after,
      limit: 7,
    })
    lines.push(...page.changes)
    after = page.next
  }
  return lines
}
const audited = async (action: string) => (await store.auditActions()).filter((found) => found === action).length

describe('a feed that is imported', () => {
  test('is seen as a whole, with the list of what is new (ADV-2, ADV-3)', async () => {
    const result = await importing('one.zip', zipOfRecords(named('ONE', 40)))
    expect(result).toMatchObject({ feed: 'one', records: 40, added: 40, changed: 0, removed: 0, rejected: 0 })
    expect((await under('example.com/one/7')).map(({ id }) => id)).toEqual(['ONE-0007'])
    expect(await feedNamed('one')).toMatchObject({ records: 40, ecosystems: { Go: 40 }, source: 'one.zip' })

    const { batch = 0 } = (await latestOf('one')) ?? {}
    const changes = await changesOf(batch)
    expect(changes).toHaveLength(40)
    expect(changes[7]).toEqual({
      id: 'ONE-0007',
      change: 'added',
      keys: [{ ecosystem: 'Go', name: 'example.com/one/7' }],
    })
  })

  test('brought again, changes nothing: the same file is not even read, the same records are not told of (ADV-3)', async () => {
    const before = await latestOf('one')
    expect(await importing('one.zip', zipOfRecords(named('ONE', 40)))).toMatchObject({ unchanged: 40, added: 0 })
    expect(await latestOf('one')).toEqual(before)

    const touched = named('ONE', 40, { modified: '2026-01-01T00:00:00Z' }).reverse()
    expect(await importing('one.zip', zipOfRecords(touched))).toMatchObject({ unchanged: 40, added: 0, changed: 0 })
    expect(await changesOf((await latestOf('one'))?.batch ?? 0)).toEqual([])
  })

  test('lists what changed, was taken back and is gone, with the packages from before and now (ADV-5, WAT-1)', async () => {
    const [first, second, third, ...others] = named('ONE', 40)
    const changed = {
      ...first,
      affected: [{ package: { ecosystem: 'Go', name: 'example.com/elsewhere' }, versions: ['v1.0.0'] }],
    }
    const records = [changed as { id: string }, { ...second, withdrawn: '2026-02-01T00:00:00Z' } as { id: string }]
    const result = await importing('one.zip', zipOfRecords([...records, ...others]))
    expect(result).toMatchObject({ changed: 2, removed: 1, unchanged: 37 })

    const lines = await changesOf((await latestOf('one'))?.batch ?? 0)
    expect(lines.map(({ id, change }) => [id, change])).toEqual([
      ['ONE-0000', 'changed'],
      ['ONE-0001', 'withdrawn'],
      ['ONE-0002', 'removed'],
    ])
    expect(lines[0]?.keys.map(({ name }) => name)).toEqual(['example.com/elsewhere', 'example.com/one/0'])
    expect(lines[2]?.keys.map(({ name }) => name)).toEqual(['example.com/one/2'])

    expect(await under('example.com/one/0')).toEqual([])
    expect((await under('example.com/elsewhere')).map(({ id }) => id)).toEqual(['ONE-0000'])
    expect((await under('example.com/one/1'))[0]).toMatchObject({ withdrawn: '2026-02-01T00:00:00Z' })
    expect(third && (await under('example.com/one/2'))).toEqual([])
  })

  test('in parts: records join the others (ADV-1)', async () => {
    const result = await importing('more.json', JSON.stringify(named('TWO', 1)[0]), { feed: 'one' })
    expect(result).toMatchObject({ feed: 'one', added: 1, removed: 0 })
    expect(await feedNamed('one')).toMatchObject({ records: 40, ecosystems: { Go: 40 } })
  })

  test('keeps one broken record apart, with its reason (ADV-4)', async () => {
    const records = [...named('THREE', 120), { id: 'with spaces' }]
    expect(await importing('three.zip', zipOfRecords(records))).toMatchObject({ added: 120, rejected: 1 })
    const { rows } = await store.open.database.execute('SELECT name, reason FROM advisory_quarantine')
    expect(rows).toEqual([{ name: 'with spaces.json', reason: 'no id' }])
  })

  test('keeps the last good text of a record that comes broken (ADV-4)', async () => {
    const whole = zipOf(
      named('THREE', 120).map(({ id, ...rest }, n) => ({
        name: `records/${id}.json`,
        bytes: Buffer.from(n === 5 ? '{"id":' : JSON.stringify({ id, ...rest })),
      })),
    )
    expect(await importing('three.zip', whole)).toMatchObject({ unchanged: 119, rejected: 1, removed: 0 })
    expect((await under('example.com/three/5')).map(({ id }) => id)).toEqual(['THREE-0005'])
    expect(await feedNamed('three')).toMatchObject({ records: 120 })
  })

  test('keeps what it does not read (ADV-1)', async () => {
    await importing('odd.json', JSON.stringify({ ...named('ODD', 1)[0], database_specific: { new_thing: 1 } }))
    const { rows } = await store.open.database.execute("SELECT original FROM feed_record WHERE id = 'ODD-0000'")
    const { inflateRawSync } = await import('node:zlib')
    expect(inflateRawSync(rows[0]?.original as Buffer).toString()).toContain('"new_thing":1')
  })

  test('is written in transactions of at most 5,000 rows, however many packages a record names (EDB-14, ADV-10)', async () => {
    const affected = Array.from({ length: 7000 }, (_, n) => ({
      package: { ecosystem: 'Go', name: `big.example/${n}` },
    }))
    const big = { id: 'BIG-0000', affected }
    await importing('big.zip', zipOfRecords([big, ...named('BIGGER', 3000)]))
    const { rows } = await store.open.database.execute(`SELECT max(written)::int AS most FROM (
      SELECT count(*) AS written FROM (
        SELECT xmin::text AS writer FROM feed_record UNION ALL SELECT xmin::text FROM advisory_package
        UNION ALL SELECT xmin::text FROM advisory_name UNION ALL SELECT xmin::text FROM advisory_change
      ) AS all_rows GROUP BY writer) AS counted`)
    expect(rows[0]?.most).toBeLessThanOrEqual(5000)
    expect((await under('big.example/6999')).map(({ id }) => id)).toEqual(['BIG-0000'])
  })

  test('an advisory that two feeds have is one, and stays while one of them has it (ADV-6)', async () => {
    const both = named('BOTH', 20)
    await importing('left.zip', zipOfRecords(both))
    await importing('right.zip', zipOfRecords(both))
    expect(await under('example.com/both/0')).toHaveLength(1)
    await importing('left.zip', zipOfRecords(both.slice(1)))
    expect(await under('example.com/both/0')).toHaveLength(1)
    await importing('right.zip', zipOfRecords(both.slice(1)))
    expect(await under('example.com/both/0')).toHaveLength(0)
  })
})

describe('SCN-033: a bad feed never replaces good data (ADV-2)', () => {
  const good = zipOfRecords(named('GOOD', 60))
  beforeAll(async () => {
    await importing('good.zip', good)
  })

  test.each<[string, () => Buffer | undefined, string]>([
    ['broken off', () => good.subarray(0, good.length / 2), 'vulnerabilities.feed_unreadable'],
    ['an error page', () => Buffer.from('<html>come back later</html>'), 'vulnerabilities.feed_unreadable'],
    ['empty', () => zipOfRecords([]), 'vulnerabilities.feed_empty'],
    ['nothing at all', () => Buffer.alloc(0), 'vulnerabilities.feed_unreadable'],
    ['halved', () => zipOfRecords(named('GOOD', 30)), 'vulnerabilities.feed_shrunk'],
    [
      'no records of ours',
      () => zipOfRecords(named('GOOD', 60).map((_, n) => ({ id: ` ${n}` }))),
      'vulnerabilities.feed_too_broken',
    ],
    ['missing', () => undefined, 'vulnerabilities.feed_unreadable'],
  ])('%s', async (_, content, code) => {
    const refused = await audited('vulnerabilities.advisories_refused')
    const bytes = content()
    const path = join(folder, 'good.zip')
    if (bytes) await writeFile(path, bytes)
    else await rm(path)
    await expect(importAdvisories(system(), { path })).rejects.toMatchObject({ code })

    expect(await feedNamed('good')).toMatchObject({ records: 60, failure: expect.stringMatching(/\w/) })
    expect((await under('example.com/good/59')).map(({ id }) => id)).toEqual(['GOOD-0059'])
    expect(await audited('vulnerabilities.advisories_refused')).toBe(refused + 1)
    const { rows } = await store.open.database.execute(
      `SELECT count(*)::int AS left FROM feed_record r JOIN advisory_source s ON s.feed = r.feed
       WHERE r.feed = 'good' AND (r.since > s.shown OR r.until IS NOT NULL)`,
    )
    expect(rows).toEqual([{ left: 0 }])
  })

  test('a good one afterwards is taken over, and the failure is forgotten', async () => {
    const records = [...named('GOOD', 60), ...named('NEWER', 1)]
    expect(await importing('good.zip', zipOfRecords(records))).toMatchObject({ added: 1, unchanged: 60 })
    expect((await feedNamed('good'))?.failure).toBeUndefined()
  })

  test('one of another kind is not taken for it', async () => {
    const kev = JSON.stringify({
      catalogVersion: '1',
      count: 1,
      vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-01-01' }],
    })
    await expect(importing('kev.json', kev, { feed: 'good' })).rejects.toMatchObject({
      code: 'vulnerabilities.feed_unreadable',
    })
  })
})

describe('an import that was killed (WAT-4)', () => {
  test('is not seen; the next one clears up and comes to the same', async () => {
    await importing('killed.zip', zipOfRecords(named('KILLED', 50)))
    const ctx = system()
    const now = store.clock.now()
    const batch = await ctx.transaction((tx) =>
      feedImports(tx).begin({ feed: 'killed', source: 'killed.zip', whole: true }, now),
    )
    // What it had written before it died: a new record, and the end of an old one.
    await ctx.transaction(async (tx) => {
      await feedRecords(tx).endWith({ feed: 'killed', batch }, ['KILLED-0001'])
      const record = { id: 'HALF-0000', kind: 'advisory' as const, hash: 'x', record: { id: 'HALF-0000' } as never }
      const rest = { keys: [], names: [], ecosystems: [], withdrawn: false }
      await feedRecords(tx).stage({ feed: 'killed', batch }, [{ record: { ...record, ...rest }, textHash: 'x' }], now)
    })
    expect((await under('example.com/killed/1')).map(({ id }) => id)).toEqual(['KILLED-0001'])

    const next = zipOfRecords([...named('KILLED', 50), ...named('LATER', 1)])
    await expect(importing('killed.zip', next)).rejects.toMatchObject({ code: 'vulnerabilities.feed_busy' })
    store.clock.advance(minutes(3))
    expect(await importing('killed.zip', next)).toMatchObject({ added: 1, unchanged: 50, removed: 0 })
    expect((await under('example.com/killed/1')).map(({ id }) => id)).toEqual(['KILLED-0001'])
    const { rows } = await store.open.database.execute("SELECT id FROM feed_record WHERE id LIKE 'HALF%'")
    expect(rows).toEqual([])
  })

  test('one that is stopped leaves the old data, and the next one may begin at once', async () => {
    const stop = new AbortController()
    stop.abort()
    const records = zipOfRecords([...named('KILLED', 50), ...named('STOPPED', 4000)])
    await expect(importing('killed.zip', records, { signal: stop.signal })).rejects.toThrow()
    expect(await latestOf('killed')).toMatchObject({ state: 'abandoned' })
    expect(await under('example.com/stopped/0')).toEqual([])
    expect(await importing('killed.zip', zipOfRecords(named('KILLED', 50)))).toMatchObject({
      unchanged: 50,
      removed: 1,
    })
  })

  test('and comes to itself again, may write no more', async () => {
    const ctx = system()
    const batch = await ctx.transaction((tx) =>
      feedImports(tx).begin({ feed: 'killed', source: 'killed.zip', whole: true }, store.clock.now()),
    )
    store.clock.advance(minutes(3))
    await importing('killed.zip', zipOfRecords(named('KILLED', 51)))
    const counts = { added: 0, changed: 0, unchanged: 0, removed: 0, rejected: 0 }
    const may = await ctx.transaction((tx) => feedImports(tx).touch(batch, 1, counts, store.clock.now()))
    expect(may).toBe(false)
  })
})

describe('facts about CVEs (ADV-1, SEV-4)', () => {
  const kev = (...cves: string[]) =>
    JSON.stringify({
      catalogVersion: '1',
      count: cves.length,
      vulnerabilities: cves.map((cveID) => ({ cveID, dateAdded: '2026-01-01', requiredAction: 'Update.' })),
    })
  const facts = async (cve: string) => (await system().transaction((tx) => cveFacts(tx).of([cve]))).get(cve)

  test('known exploited ones are told of with the packages that have the CVE (WAT-5)', async () => {
    const cves = Array.from({ length: 20 }, (_, n) => `CVE-2026-${1000 + n}`)
    await importing('alias.json', JSON.stringify({ ...named('ALIAS', 1)[0], aliases: ['CVE-2026-1000'] }))
    expect(await importing('kev.json', kev(...cves))).toMatchObject({ feed: 'kev', added: 20 })
    expect(await facts('CVE-2026-1000')).toMatchObject({ exploited: { addedOn: '2026-01-01' } })
    const [first] = await changesOf((await latestOf('kev'))?.batch ?? 0)
    expect(first).toEqual({
      id: 'CVE-2026-1000',
      change: 'exploited',
      keys: [{ ecosystem: 'Go', name: 'example.com/alias/0' }],
    })

    await importing('kev.json', kev(...cves.slice(1)))
    expect(await facts('CVE-2026-1000')).toBeUndefined()
    expect(await changesOf((await latestOf('kev'))?.batch ?? 0)).toMatchObject([{ change: 'not exploited' }])
  })

  test('EPSS and NVD are kept beside it, and a new probability is no news', async () => {
    await importing('epss.csv', 'cve,epss,percentile\nCVE-2026-1001,0.5,0.9\n')
    const nvd = {
      format: 'NVD_CVE',
      vulnerabilities: [
        {
          cve: {
            id: 'CVE-2026-1001',
            metrics: { cvssMetricV31: [{ type: 'Primary', cvssData: { vectorString: 'CVSS:3.1/AV:N' } }] },
          },
        },
      ],
    }
    await importing('nvd.json', JSON.stringify(nvd))
    expect(await facts('CVE-2026-1001')).toMatchObject({
      exploited: { cve: 'CVE-2026-1001' },
      prediction: { probability: 0.5 },
      score: { severity: [{ type: 'CVSS_V3' }] },
    })
    expect(await changesOf((await latestOf('epss'))?.batch ?? 0)).toEqual([])
  })
})
