import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BuiltImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { RegistryClient } from '../../src/app/demo/registry-client.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** Steps 3 to 6 of the store's main job, over HTTP, in order: each test goes on where the one before stopped. */
let store: TestStore
let acme: TestPublisher
let moderator: Person
let customer: Person
let image: BuiltImage
let productId: string
let submissionId: string
const released = 'store/acme/widget'

beforeAll(async () => {
  store = await testStore()
  moderator = await store.staff('mora', 'moderator')
  image = await smallImage('widget', '1.0.0')
})
afterAll(() => store?.close())

test('a publisher applies, is accepted, signs the agreement and completes the profile', async () => {
  acme = await store.applicant('acme')
  expect((await acme.view()).state).toBe('applied')
  expect(await store.mailTo(acme.person.email, /application/i)).toBeDefined()

  await moderator.client.post(`/publishers/${acme.id}/accept`)
  await acme.signsAgreement()
  await acme.completesProfile()

  expect((await acme.view()).state).toBe('active')
})

test('she pushes images into her private staging repositories, and nobody else sees them', async () => {
  await acme.person.pushes(image, 'acme/widget', '1.0.0')
  await acme.person.pushes(await smallImage('widget-pro', '1.0.0'), 'acme/widget-pro', '1.0.0')

  const stranger = new RegistryClient(store.baseUrl)
  await expect(stranger.pull('acme/widget', '1.0.0')).rejects.toMatchObject({ status: 401 })
  await expect(stranger.pull('acme/absent', '1.0.0')).rejects.toMatchObject({ status: 401 })
})

test('a product with a free and a paid plan is described, and the draft says what is missing', async () => {
  const { id } = await acme.person.client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
  productId = id
  const begun = await acme.person.client.put<{ problems: { field: string }[] }>(`/products/${id}/draft`, {
    name: 'Widget',
  })
  expect(begun.problems.map((p) => p.field)).toEqual(expect.arrayContaining(['shortDescription', 'plans']))

  const manifest = await productManifest(acme.person, id, 'acme')
  const complete = await acme.person.client.put<{ problems: unknown[] }>(`/products/${id}/draft`, manifest)
  expect(complete.problems).toEqual([])
})

test('the images were scanned as soon as the sources were saved; she sees components, CVEs and scores', async () => {
  await store.settle()
  const scan = await acme.person.client.get<{
    state: string
    totals: { components: number; critical: number }
    components: {
      name: string
      findings: { id: string; aliases: string[]; severity: { class: string; score?: number } }[]
    }[]
  }>('/scans?repository=acme/widget&reference=1.0.0')

  expect(scan.state).toBe('complete')
  expect(scan.totals.components).toBeGreaterThanOrEqual(3)
  const openssl = scan.components.find((c) => c.name === 'libssl3')
  expect(openssl?.findings.length).toBeGreaterThan(0)
  expect(openssl?.findings.some((f) => [f.id, ...f.aliases].some((id) => id.startsWith('CVE-')))).toBe(true)
  expect(scan.components.flatMap((c) => c.findings).some((f) => (f.severity.score ?? 0) >= 7)).toBe(true)
})

test('scan results are hidden from customers and from other publishers', async () => {
  customer = await store.person('heron')
  const path = '/scans?repository=acme/widget&reference=1.0.0'
  await expect(customer.client.get(path)).rejects.toMatchObject({ status: 404 })
  const rival = await store.publisher('rival')
  await expect(rival.person.client.get(path)).rejects.toMatchObject({ status: 404 })
})

test('she submits; the moderator finds it in the queue with manifest and scan', async () => {
  const submission = await acme.person.client.post<{ id: string; state: string; queuePosition?: number }>(
    `/products/${productId}/submissions`,
    { publish: 'manual' },
  )
  submissionId = submission.id
  expect(submission).toMatchObject({ state: 'pending', queuePosition: 1 })
  await store.settle()

  const queue = await moderator.client.get<{ items: { id: string; productName: string }[] }>(
    '/submissions?state=pending',
  )
  expect(queue.items).toMatchObject([{ id: submissionId, productName: 'Widget' }])
  const detail = await moderator.client.get<{
    manifest: { name: string }
    images: { repository: string; scan: { state: string } }[]
  }>(`/submissions/${submissionId}`)
  expect(detail.manifest.name).toBe('Widget')
  expect(detail.images.map((i) => i.repository).sort()).toEqual(['acme/widget', 'acme/widget-pro'])
  expect(detail.images.every((i) => i.scan.state === 'complete')).toBe(true)
})

test('he asks for a change and gets it; the second round shows what changed', async () => {
  await moderator.client.post(`/submissions/${submissionId}/assign`, { username: moderator.name })
  await moderator.client.post(`/submissions/${submissionId}/request-changes`, {
    reasons: [{ field: 'shortDescription', text: 'Say what the widget does.' }],
    message: 'Nearly there.',
  })
  expect(await store.mailTo(acme.person.email, /change/i)).toMatchObject({
    text: expect.stringContaining('Say what the widget does.'),
  })

  const summary = 'Turns a crank, so that you do not have to.'
  await acme.person.client.put(`/products/${productId}/draft`, { shortDescription: summary })
  await acme.person.client.post(`/products/${productId}/submissions`, { publish: 'manual' })

  const detail = await moderator.client.get<{
    submission: { state: string; round: number }
    changes: { field: string; after: unknown }[]
  }>(`/submissions/${submissionId}`)
  expect(detail.submission).toMatchObject({ state: 'pending', round: 2 })
  expect(detail.changes).toEqual(
    expect.arrayContaining([expect.objectContaining({ field: 'shortDescription', after: summary })]),
  )
})

test('before it is published, nobody can pull it', async () => {
  await expect(customer.docker.pull(released, '1.0.0')).rejects.toMatchObject({ status: 401 })
})

test('approved by him, published by her: a verified copy in the store that later pushes do not change', async () => {
  await moderator.client.post(`/submissions/${submissionId}/approve`, {})
  expect(await store.mailTo(acme.person.email, /approved/i)).toBeDefined()
  await acme.person.client.post(`/submissions/${submissionId}/publish`)

  await acme.person.pushes(await smallImage('widget', 'poisoned'), 'acme/widget', '1.0.0')
  const listing = await customer.client.get<{ state: string; name: string }>('/listings/widget')
  expect(listing).toMatchObject({ state: 'published', name: 'Widget' })
  const staff = await moderator.docker.pull(released, '1.0.0')
  expect(staff.digest).toBe(image.manifest.digest)
  await expect(acme.person.pushes(image, released, '1.0.1')).rejects.toMatchObject({ status: 401 })
})

test('a customer finds it by search; the pull is refused with the address of the product page', async () => {
  const found = await customer.client.get<{ items: { slug: string }[] }>('/listings?q=widgt')
  expect(found.items.map((i) => i.slug)).toContain('widget')

  const stranger = new RegistryClient(store.baseUrl)
  await expect(stranger.pull(released, '1.0.0')).rejects.toMatchObject({
    message: expect.stringMatching(/^log in first: docker login .*\/images\/widget/),
  })
  await expect(customer.docker.pull(released, '1.0.0')).rejects.toMatchObject({
    code: 'DENIED',
    message: expect.stringMatching(/^accept the terms of .* once at http.*\/images\/widget/),
  })
})

test('he accepts the terms of the free plan and pulls', async () => {
  const free = await store.planOf('widget', 'Community')
  const terms = await customer.client.get<{ hash: string }>(`/plans/${free.id}/terms`)
  const subscription = await customer.client.post<{ state: string; pullCommands: { command: string }[] }>(
    '/subscriptions',
    {
      planId: free.id,
      account: customer.name,
      termsHash: terms.hash,
      notify: true,
    },
  )
  expect(subscription.state).toBe('active')
  expect(subscription.pullCommands[0]?.command).toBe(`docker pull ${store.registryHost}/${released}:1.0.0`)

  expect((await customer.docker.pull(released, '1.0.0')).digest).toBe(image.manifest.digest)
})

test('he buys the paid plan: one card is declined, the next is challenged, then he pulls', async () => {
  const pro = `${released}-pro`
  await expect(customer.docker.pull(pro, '1.0.0')).rejects.toMatchObject({
    message: expect.stringMatching(/needs a paid plan: http/),
  })
  const plan = await store.planOf('widget', 'Pro')
  const terms = await customer.client.get<{ hash: string }>(`/plans/${plan.id}/terms`)
  const order = await customer.client.post<{ id: string; state: string; total: { amount: string } }>('/orders', {
    planId: plan.id,
    account: customer.name,
    period: 'month',
    currency: 'EUR',
    termsHash: terms.hash,
    billing: { name: 'Henry Heron', email: customer.email, country: 'DE' },
    card: { number: '4000000000000002' },
    idempotencyKey: 'first-try',
  })
  expect(order.state).toBe('declined')
  await expect(customer.docker.pull(pro, '1.0.0')).rejects.toMatchObject({ code: 'DENIED' })

  const challenged = await customer.client.post<{ state: string; actionUrl: string }>(`/orders/${order.id}/pay`, {
    card: { number: '4000002500003155' },
  })
  expect(challenged.state).toBe('requires_action')
  const paymentId = new URL(challenged.actionUrl).pathname.split('/').at(-1)
  const paid = await customer.client.post<{ state: string }>(`/simulated-payments/${paymentId}/answer`, {
    approve: true,
  })
  expect(paid.state).toBe('paid')

  expect((await customer.docker.pull(pro, '1.0.0')).bytes).toBeGreaterThan(0)
  const receipts = await customer.client.get<{ items: { total: { amount: string } }[] }>(
    `/receipts?account=${customer.name}`,
  )
  expect(receipts.items).toMatchObject([{ total: order.total }])
})

test('every pull, grant, decision and purchase is in the audit trail', async () => {
  await store.settle()
  const actions = new Set(await store.auditActions())
  for (const action of [
    'publishers.application_accepted',
    'moderation.submission_approved',
    'moderation.submission_published',
    'licensing.subscription_started',
    'checkout.order_paid',
    'registry.image_pulled',
    'registry.token_granted',
  ]) {
    expect(actions).toContain(action)
  }
})
