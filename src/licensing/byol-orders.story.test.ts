import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accountIdOf, nameOf, type Shelf, type ShopBench, shopBench } from '../../test/support/shop-bench.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { cancelByolOrder } from './cancel-byol-order.ts'
import { cancelSubscription } from './cancel-subscription.ts'
import { createByolOrder } from './create-byol-order.ts'
import { expireSubscriptions } from './expire-subscriptions.ts'
import { explainPull } from './explain-pull.ts'
import { fulfilByolOrder } from './fulfil-byol-order.ts'
import { listByolOrders } from './list-byol-orders.ts'
import { showByolOrder } from './show-byol-order.ts'
import { subscribe } from './subscribe.ts'

let bench: ShopBench
let otter: Context
let shelf: Shelf

beforeAll(async () => {
  bench = await shopBench()
})
beforeEach(async () => {
  await bench.reset()
  otter = await bench.person('otter')
  shelf = await bench.sells('acme', 'Vault', [
    { name: 'Enterprise', access: 'byol', byolUrl: 'https://acme.example/buy' },
    { name: 'Community', isDefault: false },
  ])
})
afterAll(() => bench.close())

const order = (change: Partial<Parameters<typeof createByolOrder>[1]> = {}) =>
  createByolOrder(shelf.seller, { publisherId: shelf.publisherId, planId: shelf.plan('Enterprise').id, ...change })
const redeem = (ctx: Context, token: string) =>
  fulfilByolOrder(ctx, { token, account: nameOf(ctx), termsHash: shelf.plan('Enterprise').terms.hash })
const explains = async (ctx: Context) => {
  const decision = await explainPull(ctx, { repository: 'localhost:8080/store/vault/enterprise', reference: '1.0.0' })
  return decision.allowed ? decision.via : decision.refusal.reason
}

test('a licence sold elsewhere reaches the customer by a link, once (STO-144)', async () => {
  expect(await explains(otter)).toBe('order_required')
  const { token } = await order({ customer: { name: 'Otter Ltd' } })
  expect(await showByolOrder(bench.stranger, { token })).toMatchObject({ listing: { name: 'Vault' } })

  const subscription = await redeem(otter, token)
  expect(subscription).toMatchObject({ state: 'active', managedBy: shelf.publisherId })
  expect(await explains(otter)).toBe('plan')
  const heron = await bench.person('heron')
  await expect(redeem(heron, token)).rejects.toMatchObject({ code: 'licensing.byol_order_closed' })
  expect(await listByolOrders(shelf.seller, { publisherId: shelf.publisherId })).toMatchObject([
    { order: { state: 'fulfilled', accountId: accountIdOf(otter) } },
  ])
})

test('of two who redeem it at the same moment one gets it', async () => {
  const { token } = await order()
  const heron = await bench.person('heron')
  const results = await Promise.allSettled([redeem(otter, token), redeem(heron, token)])
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  expect(await bench.rows('SELECT id FROM subscription')).toHaveLength(1)
})

test('its dates are those of the order', async () => {
  const now = bench.clock.now()
  const { token } = await order({ startsAt: after(now, days(2)), endsAt: after(now, days(10)) })
  expect((await redeem(otter, token)).state).toBe('preparing')
  expect(await explains(otter)).toBe('preparing')
  bench.clock.advance(days(2))
  expect(await explains(otter)).toBe('plan')
  expect(await expireSubscriptions(bench.system)).toBe(1)
  bench.clock.advance(days(8))
  expect(await explains(otter)).toBe('expired')
  await expect(order({ endsAt: after(now, days(1)) })).rejects.toMatchObject({ code: 'licensing.order_dates_invalid' })
})

test('the customer cannot cancel what the publisher manages (STO-145)', async () => {
  const { token } = await order()
  const { id } = await redeem(otter, token)
  await expect(cancelSubscription(otter, { subscriptionId: id })).rejects.toMatchObject({
    code: 'licensing.managed_by_publisher',
  })
})

test('an order that was taken back is frozen (STO-151)', async () => {
  const { id, token } = await order()
  await cancelByolOrder(shelf.seller, { publisherId: shelf.publisherId, orderId: id })
  await expect(redeem(otter, token)).rejects.toMatchObject({ code: 'licensing.byol_order_closed' })
  await expect(cancelByolOrder(shelf.seller, { publisherId: shelf.publisherId, orderId: id })).rejects.toMatchObject({
    code: 'licensing.byol_order_closed',
  })
})

test('only the publisher itself makes orders, for its own plans, with the approval for it', async () => {
  await expect(
    createByolOrder(otter, { publisherId: shelf.publisherId, planId: shelf.plan('Enterprise').id }),
  ).rejects.toMatchObject({ kind: 'not_found' })
  await expect(order({ planId: shelf.plan('Community').id })).rejects.toMatchObject({
    code: 'licensing.not_a_byol_plan',
  })
  const rival = await bench.sells('rival', 'Safe', [{ name: 'Enterprise', access: 'byol' }])
  await expect(order({ planId: rival.plan('Enterprise').id })).rejects.toMatchObject({
    code: 'licensing.not_a_byol_plan',
  })
  await bench.database.execute('UPDATE publisher SET byol_gated = false')
  await expect(order()).rejects.toMatchObject({ code: 'licensing.gated_not_approved' })
})

test('a plan with own licences is not subscribed to without an order', async () => {
  const { id, terms } = shelf.plan('Enterprise')
  await expect(subscribe(otter, { planId: id, account: 'otter', termsHash: terms.hash })).rejects.toMatchObject({
    code: 'licensing.order_needed',
    message: expect.stringContaining('https://acme.example/buy'),
  })
})
