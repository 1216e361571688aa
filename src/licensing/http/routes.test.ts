import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { nameOf, type Shelf, type ShopBench, shopBench } from '../../../test/support/shop-bench.ts'
import type { Context } from '../../platform/context.ts'

let bench: ShopBench
let app: FastifyInstance
let as: (ctx: Context) => FastifyInstance
let otter: Context
let heron: Context
let shelf: Shelf

beforeAll(async () => {
  bench = await shopBench()
  ;({ app, as } = await bench.serves())
})
beforeEach(async () => {
  await bench.reset()
  otter = await bench.person('otter')
  heron = await bench.person('heron')
  shelf = await bench.sells('acme', 'Widget', [
    { name: 'Community' },
    { name: 'Pro', prices: [{ amount: '900', currency: 'EUR', period: 'month' }], trialDays: 30, isDefault: false },
    { name: 'Gated', access: 'byol', isDefault: false },
  ])
})
afterAll(async () => {
  await app.close()
  await bench.close()
})

const accept = (plan: string, account = 'otter') => ({
  planId: shelf.plan(plan).id,
  account,
  termsHash: shelf.plan(plan).terms.hash,
})
const post = (ctx: Context, url: string, payload: object = {}) => as(ctx).inject({ method: 'POST', url, payload })
const get = (ctx: Context, url: string) => as(ctx).inject({ method: 'GET', url })

test('POST /subscriptions answers the subscription with what to type', async () => {
  const response = await post(otter, '/subscriptions', accept('Community'))
  expect(response.statusCode).toBe(201)
  expect(response.json()).toMatchObject({
    account: 'otter',
    product: { slug: 'widget', name: 'Widget', path: '/images/widget' },
    plan: { name: 'Community' },
    state: 'active',
    stateText: 'active',
    periodEnd: null,
    managed: false,
    pullCommands: [{ command: 'docker pull localhost:8080/store/widget/community:1.0.0' }],
  })
})

test('POST /subscriptions with trial starts the trial', async () => {
  const response = await post(otter, '/subscriptions', { ...accept('Pro'), trial: true })
  expect(response.json()).toMatchObject({ trial: true, stateText: 'active, trial until 1 April 2026' })
})

test('a stranger is asked to sign in, somebody else’s account is refused, bad input is named', async () => {
  expect((await post(bench.stranger, '/subscriptions', accept('Community'))).statusCode).toBe(401)
  expect((await post(heron, '/subscriptions', accept('Community'))).json()).toMatchObject({
    status: 403,
    code: 'licensing.not_your_account',
  })
  const bad = await post(otter, '/subscriptions', { ...accept('Community'), planId: 'x' })
  expect(bad.json()).toMatchObject({ status: 400, fields: [{ field: 'planId' }] })
  const unknown = await post(otter, '/subscriptions', { ...accept('Community'), planId: shelf.productId })
  expect(unknown.statusCode).toBe(404)
})

test('a subscription is there for its holder only', async () => {
  const { id } = (await post(otter, '/subscriptions', accept('Community'))).json()
  expect((await get(otter, `/subscriptions/${id}`)).statusCode).toBe(200)
  for (const other of [heron, shelf.seller]) {
    expect((await get(other, `/subscriptions/${id}`)).statusCode).toBe(404)
    expect((await post(other, `/subscriptions/${id}/cancel`)).statusCode).toBe(404)
  }
  expect((await get(bench.stranger, `/subscriptions/${id}`)).statusCode).toBe(401)
  expect((await get(bench.stranger, '/subscriptions')).statusCode).toBe(401)
  expect((await get(heron, '/subscriptions?account=otter')).statusCode).toBe(403)
  expect((await get(otter, '/subscriptions?account=otter')).json().items).toHaveLength(1)
  expect((await post(otter, `/subscriptions/${id}/cancel`)).json()).toMatchObject({
    state: 'cancelled',
    stateText: 'cancelled, no more updates',
    pullCommands: [],
  })
})

test('GET /listings/:slug/entitlement tells every plan’s next step', async () => {
  const stranger = (await get(bench.stranger, '/listings/widget/entitlement')).json()
  expect(stranger.signedIn).toBe(false)
  expect(stranger.plans[0]).toMatchObject({
    allowed: false,
    reason: 'login_required',
    text: expect.stringMatching(/^log in first: docker login localhost:8080; then get Widget at http:.*widget/),
    pullCommands: [],
  })
  await post(otter, '/subscriptions', accept('Community'))
  const plans = (await get(otter, '/listings/widget/entitlement')).json().plans
  expect(plans[0]).toMatchObject({ allowed: true, instructionsHtml: expect.stringContaining('Run Community.') })
  expect(plans[1]).toMatchObject({ reason: 'purchase_required', trialAvailable: true })
  expect(plans[1]).not.toHaveProperty('instructionsHtml')
  expect(plans[2]).toMatchObject({ reason: 'order_required' })
  expect((await get(otter, '/listings/absent/entitlement')).statusCode).toBe(404)
})

test('GET /listings/:slug/versions is for those who may pull, and lists only what they may pull', async () => {
  expect((await get(bench.stranger, '/listings/widget/versions')).statusCode).toBe(401)
  expect((await get(heron, '/listings/widget/versions')).json()).toMatchObject({
    status: 403,
    code: 'licensing.versions_not_open',
  })
  await post(otter, '/subscriptions', accept('Community'))
  const { items } = (await get(otter, '/listings/widget/versions')).json()
  expect(items).toMatchObject([{ repository: 'store/widget/community', tag: '1.0.0', size: 1000 }])
})

test('GET /licensing/explain gives the reason that the registry gives', async () => {
  const question = '/licensing/explain?repository=store/widget/pro&reference=1.0.0'
  expect((await get(otter, question)).json()).toMatchObject({
    allowed: false,
    reason: 'purchase_required',
    listingState: 'published',
    url: expect.stringContaining('/images/widget?plan='),
  })
  const staff = await bench.person('mora', 'moderator')
  expect((await get(staff, question)).json()).toMatchObject({ allowed: true })
  expect((await get(otter, '/licensing/explain?repository=acme/secret')).json()).toEqual({
    allowed: false,
    reason: 'unknown',
    text: 'acme/secret does not exist or is not open to you',
  })
})

test('own licences: the publisher makes a link, its customer redeems it', async () => {
  const orders = `/publishers/${shelf.publisherId}/byol-orders`
  const planId = shelf.plan('Gated').id
  expect((await post(bench.stranger, orders, { planId })).statusCode).toBe(401)
  expect((await post(heron, orders, { planId })).statusCode).toBe(404)
  const made = await post(shelf.seller, orders, { planId, customer: { name: 'Otter' } })
  expect(made.statusCode).toBe(201)
  const { token, url } = made.json()
  expect(url).toBe(`http://localhost:8080/byol/${token}`)
  expect((await get(bench.stranger, `/byol-orders/${token}`)).json()).toMatchObject({
    state: 'created',
    terms: { hash: shelf.plan('Gated').terms.hash, html: expect.stringContaining('Terms of Gated') },
  })
  const { termsHash } = accept('Gated')
  const redeemed = await post(otter, `/byol-orders/${token}/fulfil`, { account: nameOf(otter), termsHash })
  expect(redeemed.json()).toMatchObject({ state: 'active', managed: true })
  expect((await get(shelf.seller, orders)).json().items).toMatchObject([{ state: 'fulfilled' }])
  expect((await get(heron, orders)).statusCode).toBe(404)
  expect((await get(bench.stranger, '/byol-orders/guess')).statusCode).toBe(404)
})
