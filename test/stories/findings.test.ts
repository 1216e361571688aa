import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { debianBase } from '../../src/app/demo/demo-images.ts'
import { buildImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { revokeOverdueHolds } from '../../src/moderation/revoke-overdue-holds.ts'
import { days, hours, minutes } from '../../src/platform/clock.ts'
import { importAdvisories } from '../../src/vulnerabilities/index.ts'
import { runDeadlines } from '../../src/vulnerabilities/run-deadlines.ts'
import { writeNotices } from '../../src/vulnerabilities/write-notices.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** A published product, and vulnerabilities that become known afterwards, over HTTP, in order. */
let store: TestStore
let acme: TestPublisher
let rival: TestPublisher
let moderator: Person
let reviewer: Person
let heron: Person
/** Will look on for acme. */
let vera: Person
let productId: string
let folder: string

beforeAll(async () => {
  store = await testStore({ advisories: false })
  folder = await mkdtemp(join(tmpdir(), 'chandlery-findings-'))
  moderator = await store.staff('mora', 'moderator')
  reviewer = await store.staff('sina', 'security')
  heron = await store.person('heron')
  vera = await store.person('vera')
  acme = await store.publisher('acme')
  rival = await store.publisher('rival')
  await pushesAged('1.0.0')
  const { client } = acme.person
  productId = (await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })).id
  await client.put(`/products/${productId}/draft`, await productManifest(acme.person, productId, 'acme'))
  await publishes()
  const { id: planId } = await store.planOf('widget', 'Community')
  const { hash: termsHash } = await heron.client.get<{ hash: string }>(`/plans/${planId}/terms`)
  await heron.client.post('/subscriptions', { planId, account: 'heron', termsHash, notify: true })
})
afterAll(async () => {
  await store?.close()
  await rm(folder, { recursive: true, force: true })
})

const system = () => store.open.makeContext({ kind: 'system', reason: 'test' })

const repositories = ['acme/widget', 'acme/widget-pro']
const listing = () => heron.client.get<{ state: string; stateReason?: string }>('/listings/widget')

async function pushesAged(tag: string): Promise<void> {
  for (const repository of repositories) {
    await acme.person.pushes(await smallImage(repository, tag), repository, tag)
  }
}

/** Publishes the tag in every plan. */
async function releases(tag: string): Promise<void> {
  await store.settle()
  const { client } = acme.person
  const { draft } = await client.get<{ draft: { plans: { repositories: { repository: string }[] }[] } }>(
    `/products/${productId}`,
  )
  const plans = draft.plans.map((plan) => ({
    ...plan,
    repositories: plan.repositories.map((source) => ({ ...source, tags: [tag] })),
  }))
  await client.put(`/products/${productId}/draft`, { version: tag, releaseNotes: `Notes of ${tag}.`, plans })
  await publishes()
}

async function publishes(): Promise<void> {
  const { client } = acme.person
  const { id } = await client.post<{ id: string }>(`/products/${productId}/submissions`, { publish: 'on_approval' })
  await moderator.client.post(`/submissions/${id}/approve`, {})
  await store.settle()
}

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
const major = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N'

/** Advisories about a package of the image, as a feed brings them. */
async function becomesKnown(...found: { cve: string; package: string; vector: string; withdrawn?: boolean }[]) {
  for (const { cve, package: name, vector, withdrawn } of found) {
    const path = join(folder, 'record.json')
    const record = {
      id: `DEBIAN-${cve}`,
      modified: '2026-01-01T00:00:00Z',
      upstream: [cve],
      summary: `A flaw in ${name}.`,
      affected: [
        {
          package: { ecosystem: 'Debian:12', name },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '9:9' }] }],
        },
      ],
      severity: [{ type: 'CVSS_V3', score: vector }],
      ...(withdrawn && { withdrawn: '2026-02-01T00:00:00Z' }),
    }
    await writeFile(path, JSON.stringify(record))
    await importAdvisories(system(), { path })
  }
  await store.settle()
}

async function passes(ms: number): Promise<void> {
  store.clock.advance(ms)
  await runDeadlines(system())
  await writeNotices(system())
  await revokeOverdueHolds(system())
  await store.settle()
  await Promise.all([acme, rival].map(({ person }) => person.signsIn()))
  await Promise.all([moderator, reviewer, heron, vera].map((person) => person.signsIn()))
}

interface Finding {
  id: string
  vulnerability: string
  state: string
  class: string
  deadline?: string
  notifiedAt?: string
  tags: { repository: string; tag: string }[]
}
const findings = async (who = acme.person) =>
  (await who.client.get<{ items: Finding[] }>(`/products/${productId}/findings`)).items
const finding = async (cve: string) => (await findings()).find(({ vulnerability }) => vulnerability === cve)
const mailsTo = async (person: Person, subject: RegExp) =>
  (await store.mails()).filter((mail) => mail.to.includes(person.email) && subject.test(mail.subject))
const history = async (cve: string) => {
  const path = `/products/${productId}/findings/${(await finding(cve))?.id}`
  return (await acme.person.client.get<{ changes: { event: string }[] }>(path)).changes.map(({ event }) => event)
}

test('SCN-028, STO-104: a new advisory finds the published images; the clock starts when the mail is sent', async () => {
  expect(await findings()).toEqual([])
  await becomesKnown({ cve: 'CVE-2026-0001', package: 'curl', vector: critical })

  const now = store.clock.now()
  expect(await finding('CVE-2026-0001')).toMatchObject({
    state: 'open',
    class: 'critical',
    notifiedAt: now.toISOString(),
    deadline: new Date(now.getTime() + hours(72)).toISOString(),
    tags: [
      { repository: 'store/acme/widget', tag: '1.0.0' },
      { repository: 'store/acme/widget-pro', tag: '1.0.0' },
    ],
  })
  const [mail] = await mailsTo(acme.person, /new vulnerability in Widget/i)
  expect(mail?.text).toMatch(/CVE-2026-0001.*9:9.*72 hours/s)
  expect(await history('CVE-2026-0001')).toEqual(['detected', 'notified'])
})

test('WAT-6: the next ones within the hour come together, in one message, and their clocks start with it', async () => {
  await becomesKnown(
    { cve: 'CVE-2026-0002', package: 'openssl', vector: major },
    { cve: 'CVE-2026-0003', package: 'zlib', vector: critical },
  )
  await passes(minutes(30))
  expect(await finding('CVE-2026-0003')).toMatchObject({ state: 'detected' })
  expect(await finding('CVE-2026-0003')).not.toHaveProperty('deadline')
  expect(await mailsTo(acme.person, /new vulnerabilit/i)).toHaveLength(1)

  await passes(minutes(30))
  const mails = await mailsTo(acme.person, /2 new vulnerabilities in Widget/)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toMatch(/CVE-2026-0003.*CVE-2026-0002/s)
  const deadline = new Date(store.clock.now().getTime() + days(7)).toISOString()
  expect(await finding('CVE-2026-0002')).toMatchObject({ state: 'open', class: 'major', deadline })
})

test('WAT-4, SEV-5: the same data again moves no clock and sends no mail', async () => {
  const [before, mails] = [await findings(), (await store.mails()).length]
  await passes(hours(2))
  await becomesKnown({ cve: 'CVE-2026-0001', package: 'curl', vector: critical })
  await passes(minutes(90))
  expect(await findings()).toEqual(before)
  expect((await store.mails()).length).toBe(mails)
})

test('STO-093: findings are for the publisher and for staff, and only security staff judges and searches', async () => {
  const id = (await finding('CVE-2026-0002'))?.id
  const list = `/products/${productId}/findings`
  const judge = { class: 'minor', reason: 'Only in a tool that is never called.' }
  const search = '/vulnerabilities/CVE-2026-0001/images'
  for (const path of [list, `${list}/${id}`, search]) {
    expect((await fetch(`${store.baseUrl}/api/v1${path}`)).status).toBe(401)
  }
  for (const { client } of [heron, rival.person]) {
    for (const path of [list, `${list}/${id}`]) await expect(client.get(path)).rejects.toMatchObject({ status: 404 })
    await expect(client.put(`${list}/${id}/class`, judge)).rejects.toMatchObject({ status: 403 })
    await expect(client.get(search)).rejects.toMatchObject({ status: 403 })
  }
  for (const { client } of [acme.person, moderator]) {
    await expect(client.put(`${list}/${id}/class`, judge)).rejects.toMatchObject({ status: 403 })
    await expect(client.get(search)).rejects.toMatchObject({ status: 403 })
  }
  for (const person of [acme.person, moderator, reviewer]) expect(await findings(person)).toHaveLength(3)
  const { items } = await reviewer.client.get<{ items: { tag: string }[] }>(search)
  expect(items.map(({ tag }) => tag)).toEqual(['1.0.0', '1.0.0'])
  await expect(reviewer.client.get(`${search}?after=bm8`)).rejects.toMatchObject({
    code: 'vulnerabilities.cursor_unreadable',
  })
  const other = `/products/${productId}/findings/${productId}`
  await expect(acme.person.client.get(other)).rejects.toMatchObject({ code: 'vulnerabilities.finding_not_found' })
})

test('STO-097: members choose what they are told of; nobody else can', async () => {
  const path = `/products/${productId}/finding-subscription`
  expect((await fetch(`${store.baseUrl}/api/v1${path}`)).status).toBe(401)
  for (const { client } of [heron, rival.person]) {
    await expect(client.get(path)).rejects.toMatchObject({ status: 404 })
    await expect(client.put(path, { classes: ['critical'] })).rejects.toMatchObject({ status: 404 })
  }
  await acme.person.client.put(`/publishers/${acme.id}/members/vera`, { role: 'viewer' })
  await vera.client.put(path, { classes: ['minor'] })
  expect(await vera.client.get(path)).toEqual({ classes: ['minor'] })
})

test("STO-103: a reviewer's class counts, with a reason; advisories that come later do not undo it", async () => {
  const id = (await finding('CVE-2026-0002'))?.id
  const path = `/products/${productId}/findings/${id}/class`
  await expect(reviewer.client.put(path, { class: 'minor', reason: ' ' })).rejects.toMatchObject({ status: 422 })
  await reviewer.client.put(path, { class: 'minor', reason: 'Only in a tool that is never called.' })
  await becomesKnown({ cve: 'CVE-2026-0002', package: 'openssl', vector: critical })
  expect(await finding('CVE-2026-0002')).toMatchObject({ state: 'open', class: 'minor' })
  expect(await finding('CVE-2026-0002')).not.toHaveProperty('deadline')
  expect(await history('CVE-2026-0002')).toContain('overridden')
  await passes(hours(1))
  const mails = await mailsTo(vera, /judged anew/)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain('CVE-2026-0002')
  expect(await store.auditActions()).toContain('vulnerabilities.finding_reclassified')
})

test('STO-187: reminders at half of the time and one day before its end, to the publisher and to the desk', async () => {
  await passes(hours(35))
  expect(await mailsTo(acme.person, /deadline of Widget comes near/)).toHaveLength(1)
  await passes(hours(12))
  expect(await mailsTo(acme.person, /deadline of Widget comes near/)).toHaveLength(2)
  await runDeadlines(system())
  await store.settle()
  expect(await mailsTo(acme.person, /deadline of Widget comes near/)).toHaveLength(2)
})

test('STO-107: a deadline that is missed is told to the publisher and to the security staff', async () => {
  await passes(hours(24))
  expect(await finding('CVE-2026-0001')).toMatchObject({ state: 'breached' })
  expect(await finding('CVE-2026-0003')).toMatchObject({ state: 'breached' })
  expect(await mailsTo(acme.person, /missed a deadline/)).toHaveLength(1)
  const { items } = await reviewer.client.get<{ items: { title: string }[] }>('/inbox')
  expect(items.map(({ title }) => title)).toContain('Widget missed a deadline')
})

test('STO-107, STO-109: it waits for the reviewer, who puts the listing on hold: label, mails, a hold that cannot be lifted yet', async () => {
  const cases = async (who: Person) =>
    (await who.client.get<{ items: { name: string; reason: string }[] }>('/hold-cases')).items
  for (const { client } of [heron, acme.person, rival.person]) {
    await expect(client.get('/hold-cases')).rejects.toMatchObject({ status: 403 })
    const dismissal = client.post(`/listings/${productId}/hold-case/dismiss`, { note: 'No.' })
    await expect(dismissal).rejects.toMatchObject({ status: 403 })
  }
  expect((await fetch(`${store.baseUrl}/api/v1/hold-cases`)).status).toBe(401)
  expect(await cases(reviewer)).toMatchObject([
    { name: 'Widget', reason: 'CVE-2026-0001 and CVE-2026-0003 are past their deadline' },
  ])
  await reviewer.client.post(`/listings/${productId}/hold`, { reason: 'CVE-2026-0001 is past its deadline' })
  await store.settle()
  expect(await cases(reviewer)).toEqual([])
  expect(await listing()).toMatchObject({ state: 'hold', stateReason: 'CVE-2026-0001 is past its deadline' })
  expect(await mailsTo(acme.person, /Widget is on hold/)).toHaveLength(1)
  expect(await mailsTo(heron, /Widget is on hold/)).toHaveLength(1)
  await expect(reviewer.client.post(`/listings/${productId}/lift-hold`, {})).rejects.toMatchObject({
    status: 409,
    code: 'moderation.findings_past_deadline',
  })
})

test('STO-105: a published version without them closes them, in every repository that was affected', async () => {
  for (const repository of repositories) {
    const base = debianBase('current')
    const fixed = await buildImage({
      layers: [
        { ...base, files: base.files.filter(({ path }) => !path.includes('dpkg')) },
        { createdBy: 'COPY . /app', files: [{ path: 'app/about.txt', content: `${repository} 1.1.0\n` }] },
      ],
      command: ['/app/run'],
    })
    await acme.person.pushes(fixed, repository, '1.1.0')
  }
  await releases('1.1.0')
  expect((await findings()).map(({ state }) => state)).toEqual(['fixed', 'fixed', 'fixed'])
  await passes(hours(1))
  expect(await mailsTo(acme.person, /Vulnerabilities in Widget are closed/)).toHaveLength(1)
})

test('STO-111: now the hold can be lifted; the label disappears and customers are told', async () => {
  await reviewer.client.post(`/listings/${productId}/lift-hold`, { note: 'Fixed in 1.1.0.' })
  await store.settle()
  expect(await listing()).toMatchObject({ state: 'published' })
  expect(await mailsTo(heron, /no longer on hold/)).toHaveLength(1)
})

test('STO-110: the other branch: never fixed, warned three times, revoked after a month', async () => {
  await pushesAged('1.2.0')
  await releases('1.2.0')
  await passes(hours(1))
  expect(await finding('CVE-2026-0001')).toMatchObject({ state: 'open', class: 'critical' })
  await passes(hours(72))
  expect(await finding('CVE-2026-0001')).toMatchObject({ state: 'breached' })
  await reviewer.client.post(`/listings/${productId}/hold`, { reason: 'CVE-2026-0001 is past its deadline again' })
  for (const day of [16, 7, 6]) await passes(days(day))
  expect((await mailsTo(acme.person, /Widget will be revoked/)).map(({ subject }) => subject)).toEqual([
    'Widget will be revoked in 14 days',
    'Widget will be revoked in 7 days',
    'Widget will be revoked in one day',
  ])
  expect(await listing()).toMatchObject({ state: 'hold' })
  await passes(days(1))
  expect(await listing()).toMatchObject({ state: 'revoked' })
  expect(await mailsTo(heron, /Widget was revoked/)).toHaveLength(1)
  expect((await findings()).map(({ state }) => state)).toEqual(['fixed', 'fixed', 'fixed'])
})
