import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Shelf, type ShopBench, shopBench } from '../../../test/support/shop-bench.ts'
import type { Context } from '../../platform/context.ts'

let bench: ShopBench
let as: (ctx: Context) => FastifyInstance
let otter: Context
let heron: Context
let shelf: Shelf

beforeAll(async () => {
  bench = await shopBench()
  ;({ as } = await bench.serves())
})
beforeEach(async () => {
  await bench.reset()
  otter = await bench.person('otter')
  heron = await bench.person('heron')
  shelf = await bench.sells('acme', 'Widget', [
    { name: 'Pro', prices: [{ amount: '4900', currency: 'EUR', period: 'month' }], trialDays: 30 },
  ])
})
afterAll(() => bench.close())

const post = (ctx: Context, url: string, payload: object) => as(ctx).inject({ method: 'POST', url, payload })
const get = (ctx: Context, url: string) => as(ctx).inject({ method: 'GET', url })
const wanted = () => ({ planId: shelf.plan('Pro').id, account: 'otter', period: 'month', currency: 'EUR' })
const order = (number: string) => ({
  ...wanted(),
  termsHash: shelf.plan('Pro').terms.hash,
  billing: { name: 'Otter', email: 'otter@example.test', country: 'DE' },
  card: { number },
  idempotencyKey: 'k',
})

test('POST /quotes answers price and tax', async () => {
  const response = await post(otter, '/quotes', { ...wanted(), country: 'DE' })
  expect(response.json()).toEqual({
    planId: shelf.plan('Pro').id,
    productName: 'Widget',
    planName: 'Pro',
    publisherName: 'acme Ltd',
    period: 'month',
    net: { amount: '4900', currency: 'EUR' },
    tax: { amount: '931', currency: 'EUR' },
    taxRateBasisPoints: 1900,
    taxLabel: 'VAT 19 %',
    total: { amount: '5831', currency: 'EUR' },
    trialDays: 30,
    billingRequired: true,
  })
  expect((await post(bench.stranger, '/quotes', { ...wanted(), country: 'DE' })).statusCode).toBe(401)
  expect((await post(heron, '/quotes', { ...wanted(), country: 'DE' })).statusCode).toBe(403)
  expect((await post(otter, '/quotes', { ...wanted(), country: 'Germany' })).json()).toMatchObject({
    status: 400,
    fields: [{ field: 'country' }],
  })
})

test('POST /orders orders and pays', async () => {
  const response = await post(otter, '/orders', order('4242 4242 4242 4242'))
  expect(response.statusCode).toBe(201)
  expect(response.json()).toMatchObject({
    state: 'paid',
    subscriptionId: expect.any(String),
    total: { amount: '5831', currency: 'EUR' },
    productPath: '/images/widget',
  })
  expect((await get(otter, '/orders')).json().items).toHaveLength(1)
})

test('a price from the caller is not even read', async () => {
  const cheap = await post(otter, '/orders', { ...order('4242424242424242'), net: { amount: '1', currency: 'EUR' } })
  expect(cheap.statusCode).toBe(400)
})

test('strangers, outsiders and members of nothing learn nothing of an order', async () => {
  expect((await post(bench.stranger, '/orders', order('4242424242424242'))).statusCode).toBe(401)
  expect((await post(heron, '/orders', order('4242424242424242'))).statusCode).toBe(403)
  const { id } = (await post(otter, '/orders', order('4000000000000002'))).json()
  for (const other of [heron, shelf.seller]) {
    expect((await get(other, `/orders/${id}`)).statusCode).toBe(404)
    expect((await post(other, `/orders/${id}/pay`, { card: { number: '4242424242424242' } })).statusCode).toBe(404)
  }
  expect((await get(bench.stranger, `/orders/${id}`)).statusCode).toBe(401)
  expect((await get(heron, '/orders?account=otter')).statusCode).toBe(403)
})

test('declined, then challenged, then paid: each answer tells the next step', async () => {
  const first = (await post(otter, '/orders', order('4000000000009995'))).json()
  expect(first).toMatchObject({ state: 'declined', declineReason: expect.stringContaining('insufficient funds') })
  const second = (await post(otter, `/orders/${first.id}/pay`, { card: { number: '4000002500003155' } })).json()
  expect(second.state).toBe('requires_action')
  const paymentId = new URL(second.actionUrl).pathname.split('/').at(-1)
  const challenge = `/simulated-payments/${paymentId}`
  expect((await get(otter, challenge)).json()).toEqual({
    orderId: first.id,
    amount: { amount: '5831', currency: 'EUR' },
    description: 'Widget Pro, one month',
    merchant: 'Chandlery',
    state: 'requires_action',
  })
  expect((await get(heron, challenge)).statusCode).toBe(404)
  expect((await post(heron, `${challenge}/answer`, { approve: true })).statusCode).toBe(404)
  expect((await post(bench.stranger, `${challenge}/answer`, { approve: true })).statusCode).toBe(401)
  const paid = (await post(otter, `${challenge}/answer`, { approve: true })).json()
  expect(paid).toMatchObject({ id: first.id, state: 'paid' })
  expect((await get(otter, '/simulated-payments/none')).statusCode).toBe(404)
})
