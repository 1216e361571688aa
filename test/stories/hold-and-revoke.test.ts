import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { revokeOverdueHolds } from '../../src/moderation/revoke-overdue-holds.ts'
import { days } from '../../src/platform/clock.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** Life after publishing, over HTTP, in order: a new version, a hold, its end, and a hold that nobody ends. */
let store: TestStore
let acme: TestPublisher
let moderator: Person
let reviewer: Person
/** Entitled since before the hold, with notices. */
let heron: Person
let otter: Person
let productId: string
const released = 'store/acme/widget'
const digests = new Map<string, string>()

beforeAll(async () => {
  store = await testStore()
  moderator = await store.staff('mora', 'moderator')
  reviewer = await store.staff('sina', 'security')
  acme = await store.publisher('acme')
  heron = await store.person('heron')
  otter = await store.person('otter')
  for (const repository of ['acme/widget', 'acme/widget-pro']) await pushes(repository, '1.0.0')
  const { client } = acme.person
  productId = (await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })).id
  await client.put(`/products/${productId}/draft`, await productManifest(acme.person, productId, 'acme'))
  await approved(await submits('on_approval'))
})
afterAll(() => store?.close())

async function pushes(repository: string, tag: string): Promise<void> {
  const image = await smallImage(repository, tag)
  digests.set(`${repository}:${tag}`, await acme.person.pushes(image, repository, tag))
}

async function submits(publish: 'manual' | 'on_approval'): Promise<string> {
  const { client } = acme.person
  return (await client.post<{ id: string }>(`/products/${productId}/submissions`, { publish })).id
}

async function approved(submissionId: string): Promise<void> {
  await moderator.client.post(`/submissions/${submissionId}/approve`, {})
  await store.settle()
}

async function subscribes(customer: Person): Promise<void> {
  const { id: planId } = await store.planOf('widget', 'Community')
  const { hash: termsHash } = await customer.client.get<{ hash: string }>(`/plans/${planId}/terms`)
  await customer.client.post('/subscriptions', { planId, account: customer.name, termsHash, notify: true })
}

const page = () => heron.client.get<{ state: string; stateReason?: string; version: string }>('/listings/widget')
const pulls = (customer: Person, reference: string) => customer.docker.pull(released, reference)

test('approved with "publish on approval", it is published by itself and can be pulled by who subscribes', async () => {
  expect(await page()).toMatchObject({ state: 'published', version: '1.0.0' })
  await subscribes(heron)
  expect((await pulls(heron, '1.0.0')).digest).toBe(digests.get('acme/widget:1.0.0'))
})

test('a new version goes through review beside the live one; then both tags can be pulled (STO-058, STO-079)', async () => {
  await pushes('acme/widget', '1.1.0')
  const { client } = acme.person
  const { draft } = await client.get<{
    draft: { plans: { repositories: { repository: string; tags: string[] }[] }[] }
  }>(`/products/${productId}`)
  const plans = draft.plans.map((plan) => ({
    ...plan,
    repositories: plan.repositories.map((source) =>
      source.repository === 'acme/widget' ? { ...source, tags: ['1.1.0'] } : source,
    ),
  }))
  await client.put(`/products/${productId}/draft`, { version: '1.1.0', releaseNotes: 'Faster.', plans })
  const submissionId = await submits('manual')
  await expect(pulls(heron, '1.1.0')).rejects.toMatchObject({ status: 404 })
  expect((await page()).version).toBe('1.0.0')

  await approved(submissionId)
  await client.post(`/submissions/${submissionId}/publish`)
  await store.settle()
  expect((await page()).version).toBe('1.1.0')
  expect((await pulls(heron, '1.1.0')).digest).toBe(digests.get('acme/widget:1.1.0'))
  expect((await pulls(heron, '1.0.0')).digest).toBe(digests.get('acme/widget:1.0.0'))
  const { items } = await heron.client.get<{ items: { tag: string; releaseNotesHtml: string }[] }>(
    '/listings/widget/versions',
  )
  expect(items.find(({ tag }) => tag === '1.1.0')?.releaseNotesHtml).toContain('Faster.')
})

test('on hold: no new customers; who is entitled is told and keeps pulling, with a warning (STO-108, STO-121)', async () => {
  await reviewer.client.post(`/listings/${productId}/hold`, { reason: 'CVE-2026-0001 is past its deadline' })
  await store.settle()

  expect(await page()).toMatchObject({ state: 'hold', stateReason: 'CVE-2026-0001 is past its deadline' })
  await expect(subscribes(otter)).rejects.toMatchObject({ status: 409 })
  const pulled = await pulls(heron, '1.1.0')
  expect(pulled.digest).toBe(digests.get('acme/widget:1.1.0'))
  expect(pulled.warnings.join()).toMatch(/hold/i)
  expect((await store.mailTo(heron.email, /hold/i)).text).toContain('CVE-2026-0001')
  expect(await store.mailTo(acme.person.email, /hold/i)).toBeDefined()
})

test('lifted: for sale again, and no warning (STO-111)', async () => {
  await reviewer.client.post(`/listings/${productId}/lift-hold`, { note: 'Fixed in 1.1.0.' })
  await store.settle()
  await subscribes(otter)
  expect((await pulls(otter, '1.1.0')).warnings).toEqual([])
})

test('a hold that nobody ends is a revocation after 30 days: no tag, but digests for a while (STO-110, STO-122)', async () => {
  await reviewer.client.post(`/listings/${productId}/hold`, { reason: 'CVE-2026-0002 is past its deadline' })
  store.clock.advance(days(31))
  await revokeOverdueHolds(store.open.makeContext({ kind: 'system', reason: 'test' }))
  await store.settle()
  await Promise.all([heron.signsIn(), acme.person.signsIn()])

  expect(await page()).toMatchObject({ state: 'revoked', stateReason: expect.stringContaining('CVE-2026-0002') })
  const { items } = await heron.client.get<{ items: unknown[] }>('/listings?q=widget')
  expect(items).toEqual([])
  await expect(pulls(heron, '1.1.0')).rejects.toMatchObject({ message: expect.stringMatching(/revoked|no longer/i) })
  const digest = digests.get('acme/widget:1.1.0') ?? ''
  expect((await pulls(heron, digest)).digest).toBe(digest)
  await store.settle()
  const actions = await store.auditActions()
  for (const action of ['moderation.listing_held', 'moderation.hold_lifted', 'moderation.listing_revoked']) {
    expect(actions).toContain(action)
  }
})
