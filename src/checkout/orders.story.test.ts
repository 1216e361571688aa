import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountIdOf, nameOf, type Shelf, type ShopBench, shopBench } from '../../test/support/shop-bench.ts'
import { cancelSubscription } from '../licensing/cancel-subscription.ts'
import { expireSubscriptions } from '../licensing/expire-subscriptions.ts'
import { decidePull } from '../licensing/index.ts'
import { startTrial } from '../licensing/start-trial.ts'
import { days, hours, seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { answerChallenge } from './answer-challenge.ts'
import { type PayOrder, payOrder } from './pay-order.ts'
import { type PlaceOrder, placeOrder } from './place-order.ts'
import { quote } from './quote.ts'
import { settleOrders } from './settle-orders.ts'
import { showChallenge } from './show-challenge.ts'
import { showOrder } from './show-order.ts'

const good = '4242424242424242'
const declined = '4000000000000002'
const challenged = '4000002500003155'

let bench: ShopBench
let otter: Context
let shelf: Shelf

beforeAll(async () => {
  bench = await shopBench()
})
beforeEach(async () => {
  await bench.reset()
  otter = await bench.person('otter')
  shelf = await bench.sells('acme', 'Widget', [
    {
      name: 'Pro',
      prices: [
        { amount: '4900', currency: 'EUR', period: 'month' },
        { amount: '49000', currency: 'EUR', period: 'year' },
      ],
      trialDays: 30,
    },
    { name: 'Community', isDefault: false },
  ])
})
afterAll(() => bench.close())

const wants = (ctx: Context, change: Partial<PlaceOrder> = {}): PlaceOrder => ({
  planId: shelf.plan('Pro').id,
  account: nameOf(ctx),
  period: 'month',
  currency: 'EUR',
  termsHash: shelf.plan('Pro').terms.hash,
  billing: { name: 'Otter', email: 'otter@example.test', country: 'DE' },
  method: good,
  idempotencyKey: 'first',
  ...change,
})
const may = async (ctx: Context) => {
  const decision = await decidePull(bench.system, {
    caller: { accountId: accountIdOf(ctx), staff: false, limitedTo: null },
    repository: 'store/widget/pro',
  })
  return decision.allowed ? decision.customerClass : decision.refusal.reason
}
const paidOnce = async () => {
  expect(await bench.rows("SELECT id FROM ledger_entry WHERE kind = 'sale'")).toHaveLength(1)
  expect(await bench.rows('SELECT id FROM receipt')).toHaveLength(1)
  expect(await bench.rows('SELECT id FROM subscription')).toHaveLength(1)
  expect(await bench.rows('SELECT id FROM subscription_period')).toHaveLength(1)
  expect(bench.told('order.paid')).toHaveLength(1)
}
/** The store dies before it has heard the answer: the charge may have reached the provider or not. */
const dies = (when: 'before the charge' | 'after the charge') => {
  bench.ports.payments.charge = async (request) => {
    if (when === 'after the charge') await bench.payments.charge(request)
    throw new Error('the power fails')
  }
}
const lives = () => Object.assign(bench.ports.payments, bench.payments)

/** The provider answers nobody before so many have asked: the orders are sure to meet. */
const answersOnceAsked = (times: number) => {
  let asked = 0
  let answer = () => {}
  const all = new Promise<void>((resolve) => {
    answer = resolve
  })
  bench.ports.payments.charge = async (request) => {
    asked += 1
    if (asked === times) answer()
    await all
    return bench.payments.charge(request)
  }
}

describe('buying a plan', () => {
  test('order, books, receipt, subscription, audit and event in one step; the pull works', async () => {
    expect(await may(otter)).toBe('purchase_required')
    const order = await placeOrder(otter, wants(otter))
    expect(order).toMatchObject({ state: 'paid', line: { net: { minor: 4900n }, tax: { minor: 931n } } })
    expect(await may(otter)).toBe('paid')
    await paidOnce()
    expect(await bench.rows('SELECT account, amount_minor FROM ledger_posting ORDER BY position')).toEqual([
      { account: 'cash:simulated', amount_minor: 5831n },
      { account: `publisher:${shelf.publisherId}`, amount_minor: -3920n },
      { account: 'fee', amount_minor: -980n },
      { account: 'tax:DE', amount_minor: -931n },
    ])
    expect(await bench.actions()).toEqual(
      expect.arrayContaining([
        'checkout.order_placed',
        'licensing.terms_accepted',
        'billing.sale_recorded',
        'licensing.subscription_started',
        'checkout.order_paid',
      ]),
    )
  })

  test('the quote says the same numbers', async () => {
    const { line, trialDays } = await quote(otter, { ...wants(otter, { period: 'year' }), country: 'FR' })
    expect(line).toMatchObject({ net: { minor: 49000n }, tax: { minor: 9800n }, taxLabel: 'VAT 20 %' })
    expect(trialDays).toBe(30)
  })

  test('prices come from the catalogue and stay frozen on the order', async () => {
    const order = await placeOrder(otter, wants(otter, { method: declined }))
    await bench.database.execute("UPDATE listing_plan SET prices = replace(prices::text, '4900', '9900')::jsonb")
    const paid = await payOrder(otter, { orderId: order.id, method: good })
    expect(paid.line.net.minor).toBe(4900n)
    await paidOnce()
  })

  test('no card number is stored anywhere', async () => {
    await placeOrder(otter, wants(otter))
    for (const table of ['customer_order', 'payment_attempt', 'audit_entry', 'receipt', 'ledger_entry']) {
      const rows = await bench.rows(`SELECT t::text AS text FROM ${table} t LIMIT 100`)
      expect(rows.filter(({ text }) => String(text).includes(good))).toEqual([])
    }
  })
})

describe('what is refused', () => {
  test.each([
    ['a free plan', { planId: () => shelf.plan('Community').id }, 'checkout.nothing_to_pay'],
    ['a price that the plan does not have', { currency: 'USD' }, 'checkout.no_such_price'],
    ['terms that are not the present ones', { termsHash: 'sha256:other' }, 'licensing.terms_changed'],
    ['an account of somebody else', { account: 'acme' }, 'licensing.not_your_account'],
  ])('%s', async (_, change, code) => {
    const planId = 'planId' in change ? change.planId?.() : undefined
    const input = { ...wants(otter), ...change, planId: planId ?? shelf.plan('Pro').id }
    await expect(placeOrder(otter, input as PlaceOrder)).rejects.toMatchObject({ code })
    expect(await bench.rows('SELECT id FROM customer_order')).toEqual([])
    expect(await bench.rows('SELECT id FROM simulated_payment')).toEqual([])
  })

  test('anything on hold, revoked or withdrawn, also for an order that waits to be paid', async () => {
    const order = await placeOrder(otter, wants(otter, { method: declined }))
    await bench.holds(shelf, 'CVE-2026-0001')
    const heron = await bench.person('heron')
    await expect(placeOrder(heron, wants(heron))).rejects.toMatchObject({ code: 'checkout.not_for_sale' })
    await expect(quote(heron, { ...wants(heron), country: 'DE' })).rejects.toMatchObject({
      code: 'checkout.not_for_sale',
    })
    await expect(payOrder(otter, { orderId: order.id, method: good })).rejects.toMatchObject({
      code: 'checkout.not_for_sale',
    })
  })

  test('a plan that the account has and pays for already', async () => {
    await placeOrder(otter, wants(otter))
    await expect(placeOrder(otter, wants(otter, { idempotencyKey: 'second' }))).rejects.toMatchObject({
      code: 'licensing.already_subscribed',
    })
  })

  test('a day after it was made, a declined order', async () => {
    const order = await placeOrder(otter, wants(otter, { method: declined }))
    bench.clock.advance(hours(25))
    await expect(payOrder(otter, { orderId: order.id, method: good })).rejects.toMatchObject({
      code: 'checkout.order_too_old',
    })
  })
})

describe('cards', () => {
  test('a declined order gives nothing, says why, and is paid with another card', async () => {
    const order = await placeOrder(otter, wants(otter, { method: declined }))
    expect(order.state).toBe('declined')
    expect((await showOrder(otter, { orderId: order.id })).attempt?.reason).toMatch(/declined the card/)
    expect(await may(otter)).toBe('purchase_required')
    expect(await bench.actions()).toContain('checkout.payment_declined')
    expect(bench.told('order.payment-declined')).toMatchObject([
      { attempt: 1, total: { amount: '5831', currency: 'EUR' }, reason: expect.stringMatching(/declined the card/) },
    ])
    const paid = await payOrder(otter, { orderId: order.id, method: good })
    expect(paid.state).toBe('paid')
    await paidOnce()
    await expect(payOrder(otter, { orderId: order.id, method: good })).rejects.toMatchObject({
      code: 'checkout.already_paid',
    })
  })

  test.each([
    [true, 'paid'],
    [false, 'declined'],
  ])('the bank asks the customer, who answers %s: %s', async (approve, state) => {
    const order = await placeOrder(otter, wants(otter, { method: challenged }))
    expect(order.state).toBe('requires_action')
    const { attempt } = await showOrder(otter, { orderId: order.id })
    const paymentId = attempt?.paymentId ?? ''
    expect(attempt?.actionUrl).toBe(`http://localhost:8080/pay/challenge/${paymentId}`)
    expect(await showChallenge(otter, { paymentId })).toMatchObject({ description: 'Widget Pro, one month' })

    const heron = await bench.person('heron')
    await expect(answerChallenge(heron, { paymentId, approve: true })).rejects.toMatchObject({ kind: 'not_found' })
    expect((await answerChallenge(otter, { paymentId, approve })).state).toBe(state)
    expect((await answerChallenge(otter, { paymentId, approve: true })).state).toBe(state)
    if (approve) await paidOnce()
  })

  test('a challenge that was answered while the store was away is found by the clockwork', async () => {
    const order = await placeOrder(otter, wants(otter, { method: challenged }))
    const { attempt } = await showOrder(otter, { orderId: order.id })
    await bench.payments.answerChallenge(attempt?.paymentId ?? '', true)
    bench.clock.advance(seconds(30))
    await settleOrders(bench.system)
    expect((await showOrder(otter, { orderId: order.id })).order.state).toBe('paid')
    await paidOnce()
  })
})

describe('twice at the same moment', () => {
  test('a double click on the same order is one order, one charge, one subscription', async () => {
    const [a, b] = await Promise.all([placeOrder(otter, wants(otter)), placeOrder(otter, wants(otter))])
    expect(a.id).toBe(b.id)
    expect(await bench.rows('SELECT id FROM customer_order')).toHaveLength(1)
    expect(await bench.rows('SELECT id FROM simulated_payment')).toHaveLength(1)
    expect([a.state, b.state]).toEqual(['paid', 'paid'])
    await paidOnce()
    expect((await placeOrder(otter, wants(otter))).state).toBe('paid')
  })

  test('the same key for something else is refused', async () => {
    await placeOrder(otter, wants(otter))
    await expect(placeOrder(otter, wants(otter, { period: 'year' }))).rejects.toMatchObject({
      code: 'checkout.idempotency_key_reused',
    })
  })

  test('two payments of one order: one is charged, the other refused', async () => {
    const order = await placeOrder(otter, wants(otter, { method: declined }))
    const pay: PayOrder = { orderId: order.id, method: good }
    const results = await Promise.allSettled([payOrder(otter, pay), payOrder(otter, pay)])
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(await bench.rows("SELECT id FROM simulated_payment WHERE state = 'succeeded'")).toHaveLength(1)
    await paidOnce()
  })

  test('buyer and clockwork settle the same payment: it is settled once', async () => {
    dies('after the charge')
    await expect(placeOrder(otter, wants(otter))).rejects.toMatchObject({
      code: 'checkout.payment_provider_unavailable',
    })
    lives()
    bench.clock.advance(seconds(30))
    await Promise.all([settleOrders(bench.system), settleOrders(bench.system), settleOrders(bench.system)])
    await paidOnce()
  })

  test('two orders of the same plan, both charged: the second adds its period, no money is lost', async () => {
    answersOnceAsked(2)
    const keys = ['one', 'two']
    const orders = await Promise.all(keys.map((idempotencyKey) => placeOrder(otter, wants(otter, { idempotencyKey }))))
    lives()
    expect(orders.map(({ state }) => state)).toEqual(['paid', 'paid'])
    expect(await bench.rows('SELECT id FROM subscription')).toHaveLength(1)
    expect(await bench.rows('SELECT id FROM subscription_period')).toHaveLength(2)
    expect(await bench.rows('SELECT number FROM receipt ORDER BY number')).toEqual([{ number: 1n }, { number: 2n }])
    const [row] = await bench.rows('SELECT period_end - started_at AS length FROM subscription')
    expect(row?.length).toMatchObject({ days: 60 })
  })
})

describe('a crash between charge and settlement', () => {
  const crashed = async () => {
    await placeOrder(otter, wants(otter)).catch(() => {})
    const [row] = await bench.rows('SELECT id, state FROM customer_order')
    expect(row?.state).toBe('awaiting_payment')
    return String(row?.id) as PayOrder['orderId']
  }

  test('the money had arrived: the restart finds it and completes the order', async () => {
    dies('after the charge')
    const orderId = await crashed()
    lives()
    expect(await may(otter)).toBe('purchase_required')
    expect(await settleOrders(bench.system, { atOnce: true })).toBe(1)
    expect((await showOrder(otter, { orderId })).order.state).toBe('paid')
    expect(await may(otter)).toBe('paid')
    await paidOnce()
    bench.clock.advance(days(1))
    expect(await settleOrders(bench.system)).toBe(0)
  })

  test.each(['before the charge', 'after the charge'] as const)(
    'sent again, the request that was cut off %s is brought to its end with one charge',
    async (when) => {
      dies(when)
      const orderId = await crashed()
      lives()
      expect(await placeOrder(otter, wants(otter))).toMatchObject({ id: orderId, state: 'paid' })
      expect(await bench.rows('SELECT id FROM simulated_payment')).toHaveLength(1)
      await paidOnce()
    },
  )

  test('the money was never asked for: after half a minute the order may be paid again', async () => {
    dies('before the charge')
    const orderId = await crashed()
    lives()
    await settleOrders(bench.system, { atOnce: true })
    expect((await showOrder(otter, { orderId })).order.state).toBe('awaiting_payment')
    await expect(payOrder(otter, { orderId, method: good })).rejects.toMatchObject({ code: 'checkout.payment_running' })

    bench.clock.advance(seconds(30))
    await settleOrders(bench.system)
    const { order, attempt } = await showOrder(otter, { orderId })
    expect([order.state, attempt?.reason]).toEqual(['declined', expect.stringMatching(/nothing was charged/)])
    expect((await payOrder(otter, { orderId, method: good })).state).toBe('paid')
    await paidOnce()
  })
})

describe('with a subscription that exists', () => {
  test('paying within a trial makes it a paid subscription from now', async () => {
    const { id } = await startTrial(otter, {
      planId: shelf.plan('Pro').id,
      account: 'otter',
      termsHash: shelf.plan('Pro').terms.hash,
    })
    expect(await may(otter)).toBe('trial')
    bench.clock.advance(days(3))
    expect(await placeOrder(otter, wants(otter))).toMatchObject({ state: 'paid', subscriptionId: id })
    expect(await may(otter)).toBe('paid')
    bench.clock.advance(days(29))
    expect(await may(otter)).toBe('paid')
  })

  test('a due period is paid by buying again; without it access ends after the grace days', async () => {
    const { subscriptionId } = await placeOrder(otter, wants(otter))
    bench.clock.advance(days(33))
    await expireSubscriptions(bench.system)
    expect(bench.told('subscription.past-due')).toHaveLength(1)
    expect(await may(otter)).toBe('paid')
    const again = await placeOrder(otter, wants(otter, { idempotencyKey: 'second' }))
    expect(again).toMatchObject({ state: 'paid', subscriptionId })
    bench.clock.advance(days(27 + 7) - 1)
    expect(await may(otter)).toBe('paid')
    bench.clock.advance(1)
    expect(await may(otter)).toBe('payment_failed')
  })

  test('a cancelled one lasts to the end of the paid period', async () => {
    const { subscriptionId } = await placeOrder(otter, wants(otter))
    if (!subscriptionId) throw new Error('paid')
    await cancelSubscription(otter, { subscriptionId })
    bench.clock.advance(days(30) - 1)
    expect(await may(otter)).toBe('paid')
    bench.clock.advance(1)
    expect(await may(otter)).toBe('expired')
  })
})
