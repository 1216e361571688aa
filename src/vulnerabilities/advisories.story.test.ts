import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallImage, type TestPublisher } from '../../test/support/publisher.ts'
import { type TestStore, testStore } from '../../test/support/test-store.ts'
import type { BlobStore } from '../platform/blobs/blob-store.ts'
import { days } from '../platform/clock.ts'
import { importAdvisories } from './import-advisories.ts'

let store: TestStore
let acme: TestPublisher
let folder: string
let bytesRead = 0

beforeAll(async () => {
  store = await testStore({ advisories: false })
  countReads(store.open.ports.blobs)
  countReads(store.open.ports.files)
  folder = await mkdtemp(join(tmpdir(), 'chandlery-advisories-'))
  acme = await store.publisher('acme')
  await acme.person.pushes(await smallImage('widget', '1.0.0'), 'acme/widget', '1.0.0')
  await store.settle()
})
afterAll(async () => {
  await store?.close()
  await rm(folder, { recursive: true, force: true })
})

const system = () => store.open.makeContext({ kind: 'system', reason: 'test' })
const importing = async (...records: object[]) => {
  const path = join(folder, 'feed.json')
  await writeFile(path, JSON.stringify(records.length === 1 ? records[0] : records))
  return importAdvisories(system(), { path })
}
const opensslFixed = (id: string, fixed: string, vector?: string) => ({
  id,
  modified: '2026-01-01T00:00:00Z',
  upstream: [`CVE-${id}`],
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
    },
  ],
  ...(vector !== undefined && { severity: [{ type: 'CVSS_V3', score: vector }] }),
})
const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'

interface Scan {
  state: string
  totals: { components: number; vulnerable: number; critical: number; unknown: number }
  components: { name: string; findings: { id: string; fixedVersion?: string; explanation: string }[] }[]
  uncovered: string[]
}
const scan = () => acme.person.client.get<Scan>('/scans?repository=acme/widget&reference=1.0.0')
const findings = async () => (await scan()).components.flatMap((component) => component.findings.map(({ id }) => id))

test('without advisories the components are known, nothing is claimed, and the gap is named (DAT-2)', async () => {
  const { state, totals, uncovered } = await scan()
  expect(state).toBe('complete')
  expect(totals.components).toBeGreaterThan(5)
  expect(totals.vulnerable).toBe(0)
  expect(uncovered).toContain('Debian:12')
})

test('new advisories find the image without a byte of it being read again (WAT-1)', async () => {
  const before = bytesRead
  const result = await importing(opensslFixed('2026-0001', '3.0.11-1', critical))
  await store.settle()

  expect(result).toMatchObject({ records: 1, added: 1, rejected: 0 })
  const found = (await scan()).components.find(({ name }) => name === 'libssl3')
  expect(found?.findings).toMatchObject([{ id: '2026-0001', fixedVersion: '3.0.11-1' }])
  expect(found?.findings[0]?.explanation).toContain('3.0.9-1')
  expect((await scan()).totals).toMatchObject({ vulnerable: 1, critical: 1 })
  expect(bytesRead).toBe(before)
})

test('a fix that the image has already is not reported', async () => {
  await importing(opensslFixed('2026-0002', '3.0.9-1', critical))
  await store.settle()
  expect(await findings()).toEqual(['2026-0001'])
})

test('the same data again changes nothing; a changed record changes the finding', async () => {
  expect(await importing(opensslFixed('2026-0001', '3.0.11-1', critical))).toMatchObject({ unchanged: 1, changed: 0 })
  expect(await importing(opensslFixed('2026-0001', '3.0.12-1'))).toMatchObject({ changed: 1 })
  await store.settle()
  expect((await scan()).totals).toMatchObject({ critical: 0, unknown: 1 })
})

test('a withdrawn advisory closes its finding (ADV-5)', async () => {
  await importing({ ...opensslFixed('2026-0001', '3.0.12-1'), withdrawn: '2026-02-01T00:00:00Z' })
  await store.settle()
  expect(await findings()).toEqual([])
})

test('a feed that cannot be read, or is mostly broken, changes nothing and says so (ADV-2)', async () => {
  await expect(importAdvisories(system(), { path: join(folder, 'absent.zip') })).rejects.toMatchObject({
    code: 'vulnerabilities.feed_unreadable',
  })
  const path = join(folder, 'broken')
  await rm(path, { recursive: true, force: true })
  await import('node:fs/promises').then(({ mkdir }) => mkdir(path))
  await writeFile(join(path, 'a.json'), '{"id":')
  await writeFile(join(path, 'b.json'), JSON.stringify(opensslFixed('2026-0009', '9')))
  await expect(importAdvisories(system(), { path })).rejects.toMatchObject({ code: 'vulnerabilities.feed_too_broken' })
  await store.settle()
  expect(await findings()).toEqual([])
})

test('a second image with the same layers reads none of them again (SCN-002)', async () => {
  const before = bytesRead
  await acme.person.pushes(await smallImage('widget', '1.0.0'), 'acme/widget-copy', '1.0.0')
  await acme.person.pushes(await smallImage('widget', '2.0.0'), 'acme/widget', '2.0.0')
  await store.settle()
  const copy = await acme.person.client.get<Scan>('/scans?repository=acme/widget-copy&reference=1.0.0')
  expect(copy.state).toBe('complete')
  // The second version shares its base layer: only its own small layer, configuration and kept facts are read.
  expect(bytesRead - before).toBeLessThan(20_000)
})

test('results and scans on demand are for the publisher and for staff (STO-093)', async () => {
  const path = '/scans?repository=acme/widget&reference=1.0.0'
  const body = { repository: 'acme/widget', reference: '1.0.0' }
  const stranger = await fetch(`${store.baseUrl}/api/v1${path}`)
  expect(stranger.status).toBe(401)

  const customer = await store.person('heron')
  const rival = await store.publisher('rival')
  for (const { client } of [customer, rival.person]) {
    await expect(client.get(path)).rejects.toMatchObject({ status: 404, code: 'vulnerabilities.image_not_found' })
    await expect(client.post('/scans', body)).rejects.toMatchObject({ status: 404 })
    await expect(client.get('/advisories')).rejects.toMatchObject({ status: 403 })
  }
  await acme.person.client.put(`/publishers/${acme.id}/members/heron`, { role: 'viewer' })
  expect((await customer.client.get<Scan>(path)).state).toBe('complete')
  await expect(customer.client.post('/scans', body)).rejects.toMatchObject({
    status: 403,
    code: 'vulnerabilities.read_only',
  })

  const security = await store.staff('sid', 'security')
  expect((await security.client.get<Scan>(path)).state).toBe('complete')
  const feeds = await security.client.get<{ items: { ecosystem: string }[] }>('/advisories')
  expect(feeds.items.map(({ ecosystem }) => ecosystem)).toEqual(['Debian:12'])
  expect(await acme.person.client.post('/scans', body)).toMatchObject({ state: 'complete' })
})

test('the result is downloaded in the forms that other programs read, by those who may see it', async () => {
  const path = '/api/v1/scans/report?repository=acme/widget&reference=1.0.0'
  const asked = (person: TestPublisher['person'], more: string) => person.client.request('GET', `${path}&${more}`)
  for (const [format, type, part] of [
    ['cyclonedx', 'application/vnd.cyclonedx+json', 'libssl3'],
    ['spdx', 'application/spdx+json', 'libssl3'],
    ['sarif', 'application/sarif+json', '"executionSuccessful": true'],
    ['json', 'application/json', 'libssl3'],
  ] as const) {
    const answer = await asked(acme.person, `format=${format}`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining(type)])
    expect(answer.headers.get('content-disposition')).toMatch(/attachment; filename="acme-widget-1\.0\.0-linux-amd64\./)
    const text = await answer.text()
    expect(text).toContain(part)
    expect(await (await asked(acme.person, `format=${format}&platform=linux/amd64`)).text()).toBe(text)
  }
  const code = async (person: TestPublisher['person'], more: string) => {
    const answer = await asked(person, more)
    return [answer.status, ((await answer.json()) as { code: string }).code]
  }
  expect(await code(acme.person, 'format=sarif&platform=plan9/mips')).toEqual([
    404,
    'vulnerabilities.platform_not_scanned',
  ])
  expect(await code((await store.publisher('bolt')).person, 'format=sarif')).toEqual([
    404,
    'vulnerabilities.image_not_found',
  ])
  expect((await fetch(`${store.baseUrl}${path}&format=sarif`)).status).toBe(401)
})

test('once the distribution gives no security updates any more, the result says since when', async () => {
  expect(await scan()).not.toHaveProperty('osEndedOn')
  store.clock.advance(days(5 * 365))
  await acme.person.signsIn()
  expect(await scan()).toMatchObject({ os: 'debian 12', osEndedOn: '2028-06-30' })
})

/** Counts the bytes that leave a store of bytes. */
function countReads(blobs: BlobStore): void {
  const read = blobs.read.bind(blobs)
  blobs.read = async (digest, range) => {
    const stream = await read(digest, range)
    stream.on('data', (chunk: Buffer) => {
      bytesRead += chunk.length
    })
    stream.pause()
    return stream
  }
}
