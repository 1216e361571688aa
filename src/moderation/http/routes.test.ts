import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReviewBench, reviewBench, type Seller } from '../../../test/support/review-bench.ts'
import { createProduct } from '../../catalog/create-product.ts'
import type { ProductId } from '../../catalog/index.ts'
import { saveDraft } from '../../catalog/save-draft.ts'
import type { Context } from '../../platform/context.ts'
import type { PostView, StaffListingView, SubmissionDetailView, SubmissionView } from './views.ts'

let bench: ReviewBench
let server: Awaited<ReturnType<ReviewBench['serves']>>
let acme: Seller
let rival: Seller
let mora: Context
let sina: Context
let productId: ProductId
let submission: string

beforeAll(async () => {
  bench = await reviewBench()
  server = await bench.serves()
  acme = await bench.seller('acme')
  rival = await bench.seller('rival')
  mora = await bench.person('mora', 'moderator')
  sina = await bench.person('sina', 'security')
  productId = await bench.drafts(acme, 'Widget')
  const { status, body } = await by(acme.editor).post<SubmissionView>(`/products/${productId}/submissions`, {
    publish: 'manual',
    note: 'Here it is.',
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    state: 'pending',
    round: 1,
    queuePosition: 1,
    productName: 'Widget',
    productSlug: 'widget',
    publisher: { slug: 'acme', name: 'acme Ltd' },
    iconUrl: expect.stringMatching(/^\/api\/v1\/media\//),
    overdue: false,
  })
  submission = body.id
})
afterAll(async () => {
  await server.app.close()
  await bench.close()
})

/** Requests on behalf of somebody. */
function by(ctx: Context) {
  const send = async <T>(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    server.as(ctx)
    const response = await server.app.inject({ method, url, ...(payload && { payload }) })
    return { status: response.statusCode, body: (response.body ? response.json() : null) as T }
  }
  return {
    get: <T = { code: string; detail: string }>(url: string) => send<T>('GET', url),
    delete: (url: string) => send('DELETE', url),
    post: <T = { code: string; detail: string }>(url: string, body?: object) => send<T>('POST', url, body),
  }
}

describe('strangers and other publishers', () => {
  test.each([
    ['GET', ''],
    ['POST', '/withdraw'],
    ['POST', '/publish'],
    ['POST', '/posts'],
  ])('%s /submissions/:id%s answers as for one that does not exist', async (method, path) => {
    const body = path === '/posts' ? { text: 'Hello.' } : undefined
    const call = (ctx: Context, id: string) =>
      method === 'GET' ? by(ctx).get(`/submissions/${id}${path}`) : by(ctx).post(`/submissions/${id}${path}`, body)
    const [seen, absent] = [await call(rival.owner, submission), await call(rival.owner, rival.id)]
    expect([seen.status, seen.body.code]).toEqual([404, 'moderation.submission_not_found'])
    expect(seen.body.detail).toBe(absent.body.detail)
    expect((await call(bench.stranger, submission)).status).toBe(401)
  })

  test('submit nothing of others', async () => {
    const path = `/products/${productId}/submissions`
    expect((await by(rival.owner).post(path, { publish: 'manual' })).status).toBe(404)
    expect((await by(acme.viewer).post(path, { publish: 'manual' })).status).toBe(403)
    expect((await by(rival.owner).get(path)).status).toBe(404)
  })
})

describe('decisions are the moderators’', () => {
  test.each([
    ['assign', { username: null }],
    ['request-changes', { reasons: [{ field: 'name', text: 'Another.' }] }],
    ['approve', {}],
    ['reject', { reason: 'No.' }],
  ])('%s', async (decision, body) => {
    const path = `/submissions/${submission}/${decision}`
    expect((await by(acme.owner).post(path, body)).status).toBe(403)
    expect((await by(sina).post(path, body)).status).toBe(403)
    expect((await by(bench.stranger).post(path, body)).status).toBe(401)
  })

  test('and so is the queue', async () => {
    expect((await by(acme.owner).get('/submissions')).status).toBe(403)
    const { body } = await by(mora).get<{ items: SubmissionView[]; total: number }>('/submissions?state=pending')
    expect(body).toMatchObject({ total: 1, items: [{ id: submission }] })
  })
})

test('the whole way: notes, changes, a second round, approval, publishing, hold', async () => {
  const path = `/submissions/${submission}`
  await by(mora).post(`${path}/assign`, { username: 'mora' })
  await by(mora).post<PostView>(`${path}/posts`, { text: 'Looks odd.', internal: true })
  const asked = { reasons: [{ field: 'shortDescription', text: 'Say more.' }], message: 'Nearly.' }
  expect((await by(mora).post<SubmissionView>(`${path}/request-changes`, asked)).body).toMatchObject({
    state: 'changes_requested',
    assignee: 'mora',
  })
  const late = await by(mora).post(`${path}/approve`, {})
  expect([late.status, late.body.code]).toEqual([409, 'moderation.submission_moved'])
  expect(late.body.detail).toContain('changes requested already (by mora)')

  await saveDraft(acme.editor, { productId, change: { shortDescription: 'Turns a crank.' } })
  await by(acme.editor).post(`/products/${productId}/submissions`, { publish: 'manual' })
  const { body: seen } = await by(acme.viewer).get<SubmissionDetailView>(path)
  expect(seen).toMatchObject({
    submission: { state: 'pending', round: 2 },
    manifest: { name: 'Widget', shortDescription: 'Turns a crank.' },
    changes: [{ field: 'shortDescription', before: 'Widget does one thing.', after: 'Turns a crank.' }],
    images: [{ repository: 'acme/widget', tag: '1.0.0', scan: { state: 'queued', critical: 0 } }],
    reasons: [{ field: 'shortDescription', text: 'Say more.', round: 1, resolved: true }],
    actions: ['post'],
    preview: { name: 'Widget', priceLabel: 'Free' },
  })
  expect(seen.posts.map(({ text }) => text)).toEqual(['Here it is.', 'Nearly.'])
  expect((await by(mora).get<SubmissionDetailView>(path)).body.posts).toHaveLength(3)

  expect((await by(mora).post<SubmissionView>(`${path}/approve`, { note: 'Good.' })).body.state).toBe('approved')
  expect((await by(mora).post(`${path}/publish`)).status).toBe(404)
  expect((await by(acme.viewer).post(`${path}/publish`)).status).toBe(403)
  for (let times = 0; times < 2; times++) {
    expect((await by(acme.editor).post<SubmissionView>(`${path}/publish`)).body.state).toBe('published')
  }

  expect((await by(acme.owner).post(`/listings/${productId}/hold`, { reason: 'x' })).status).toBe(403)
  const held = await by(sina).post<StaffListingView>(`/listings/${productId}/hold`, { reason: 'CVE-2026-0001' })
  expect(held.body).toMatchObject({ state: 'hold', stateReason: 'CVE-2026-0001', publisher: { slug: 'acme' } })
  const { body: all } = await by(mora).get<{ items: StaffListingView[] }>('/listings-admin')
  expect(all.items).toMatchObject([{ slug: 'widget', state: 'hold' }])
  expect((await by(acme.owner).get('/listings-admin')).status).toBe(403)
  const lifted = await by(sina).post<StaffListingView>(`/listings/${productId}/lift-hold`, { note: 'Fixed.' })
  expect(lifted.body.state).toBe('published')

  const revocation = `/listings/${productId}/revocation`
  for (const [who, status] of [
    [bench.stranger, 401],
    [acme.owner, 403],
    [rival.owner, 403],
  ] as const) {
    expect((await by(who).post(revocation, { kind: 'block', reason: 'x' })).status).toBe(status)
    expect((await by(who).post(`${revocation}/confirm`)).status).toBe(status)
    expect((await by(who).delete(revocation)).status).toBe(status)
  }
  expect((await by(sina).post(revocation, { kind: 'block', reason: 'Malware' })).status).toBe(201)
  const { body: waiting } = await by(mora).get<{ items: StaffListingView[] }>('/listings-admin')
  expect(waiting.items[0]?.revocation).toMatchObject({ kind: 'block', reason: 'Malware', proposedBy: 'sina' })
  const own = await by(sina).post(`${revocation}/confirm`)
  expect([own.status, own.body.code]).toEqual([403, 'moderation.second_person_needed'])
  expect((await by(mora).delete(revocation)).status).toBe(204)
  expect((await by(mora).post(`${revocation}/confirm`)).status).toBe(404)

  expect((await by(acme.editor).post(`/products/${productId}/withdraw`)).status).toBe(403)
  expect((await by(acme.owner).post(`/products/${productId}/withdraw`)).status).toBe(204)
})

test('an incomplete product is refused with every field', async () => {
  const { product } = await createProduct(acme.editor, { publisherId: acme.id, name: 'Bare' })
  const { status, body } = await by(acme.editor).post<{ code: string; fields: { field: string }[] }>(
    `/products/${product.id}/submissions`,
    { publish: 'manual' },
  )
  expect([status, body.code]).toEqual([422, 'moderation.submission_incomplete'])
  expect(body.fields.map(({ field }) => field)).toEqual(expect.arrayContaining(['iconId', 'plans', 'shortDescription']))
})
