import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, hours, minutes, seconds } from '../../platform/clock.ts'
import { newAttempt, type OrderId, type OrderState, type PaymentAttempt } from './order.ts'
import { neverReached, nextLook, type PaymentAnswer, settle } from './settlement.ts'

const start = new Date('2026-03-02T09:00:00Z')
const since = (ms: number) => new Date(start.getTime() + ms)
const orderId = 'o1' as OrderId
const asked = newAttempt(orderId, 1, start)
const yes: PaymentAnswer = { state: 'succeeded', paymentId: 'p1' }
const no: PaymentAnswer = { state: 'declined', paymentId: 'p1', reason: 'Use another card.' }
const ask: PaymentAnswer = { state: 'requires_action', paymentId: 'p1', actionUrl: 'https://bank.example/p1' }
const unknown: PaymentAnswer = { state: 'unknown' }
const at = (state: PaymentAttempt['state']): PaymentAttempt => ({ ...asked, state })

describe('what an answer changes', () => {
  const cases: [
    string,
    PaymentAttempt,
    OrderState,
    PaymentAnswer,
    [PaymentAttempt['state'], OrderState, boolean] | undefined,
  ][] = [
    ['the card was good', asked, 'awaiting_payment', yes, ['succeeded', 'paid', true]],
    ['the card was declined', asked, 'awaiting_payment', no, ['declined', 'declined', false]],
    ['the bank asks the customer', asked, 'awaiting_payment', ask, ['requires_action', 'requires_action', false]],
    ['the customer approved', at('requires_action'), 'requires_action', yes, ['succeeded', 'paid', true]],
    ['the customer refused', at('requires_action'), 'requires_action', no, ['declined', 'declined', false]],
    ['the bank still waits', at('requires_action'), 'requires_action', ask, undefined],
    ['said twice', at('succeeded'), 'paid', yes, undefined],
    ['a late no after a yes', at('succeeded'), 'paid', no, undefined],
    ['a late yes after we gave up', at('declined'), 'declined', yes, ['succeeded', 'paid', true]],
    ['a late yes while the next attempt runs', at('declined'), 'awaiting_payment', yes, ['succeeded', 'paid', true]],
    ['a second yes for a paid order', asked, 'paid', yes, ['succeeded', 'paid', false]],
    ['a no for a paid order', asked, 'paid', no, ['declined', 'paid', false]],
    ['not heard of yet', asked, 'awaiting_payment', unknown, undefined],
  ]
  test.each(cases)('%s', (_, attempt, order, answer, expected) => {
    const settlement = settle(attempt, order, answer, since(seconds(5)))
    expect(settlement && [settlement.attempt.state, settlement.order, settlement.pays]).toEqual(expected)
  })

  test('a payment that the provider has not heard of after 30 seconds never reached it', () => {
    const settlement = settle(asked, 'awaiting_payment', unknown, since(seconds(30)))
    expect(settlement).toMatchObject({ order: 'declined', attempt: { state: 'declined', reason: neverReached } })
    expect(settlement?.attempt).not.toHaveProperty('lookAt')
  })
  test('money for an order that is paid already is noticed', () => {
    expect(settle(asked, 'paid', yes, start)).toMatchObject({ paidTwice: true, pays: false })
  })
  test('an attempt that waits for the customer is looked at again, a final one is not', () => {
    expect(settle(asked, 'awaiting_payment', ask, start)?.attempt.lookAt).toBeInstanceOf(Date)
    expect(settle(asked, 'awaiting_payment', yes, start)?.attempt).not.toHaveProperty('lookAt')
  })
})

test('the provider is asked less and less often, at least hourly, for a week', () => {
  const wait = (age: number) => nextLook(asked, since(age))?.getTime()
  expect(wait(0)).toBe(since(seconds(30)).getTime())
  expect(wait(minutes(10))).toBe(since(minutes(20)).getTime())
  expect(wait(days(1))).toBe(since(days(1) + hours(1)).getTime())
  expect(wait(days(8))).toBeUndefined()
})

describe('laws of any story of answers', () => {
  const anyAnswer = () => fc.constantFrom(yes, no, ask, unknown)
  const anyStory = () => fc.array(fc.tuple(fc.nat(2), anyAnswer(), fc.nat(120)), { maxLength: 20 })
  const tell = (story: readonly (readonly [number, PaymentAnswer, number])[]) => {
    const attempts = [1, 2, 3].map((number) => newAttempt(orderId, number, start))
    let order: OrderState = 'awaiting_payment'
    let now = start
    let paid = 0
    const states: OrderState[] = []
    for (const [which, answer, wait] of story) {
      now = new Date(now.getTime() + seconds(wait))
      const settlement = settle(attempts[which] ?? asked, order, answer, now)
      if (settlement) {
        attempts[which] = settlement.attempt
        order = settlement.order
        paid += settlement.pays ? 1 : 0
      }
      states.push(order)
    }
    return { paid, states, order }
  }

  test('an order is paid at most once, and exactly when money arrived', () =>
    fc.assert(
      fc.property(anyStory(), (story) => {
        const { paid, order } = tell(story)
        const arrived = story.some(([, answer]) => answer.state === 'succeeded')
        expect(paid).toBe(arrived ? 1 : 0)
        expect(order === 'paid').toBe(arrived)
      }),
    ))
  test('a paid order stays paid', () =>
    fc.assert(
      fc.property(anyStory(), (story) => {
        const { states } = tell(story)
        const first = states.indexOf('paid')
        if (first >= 0) expect(states.slice(first).every((state) => state === 'paid')).toBe(true)
      }),
    ))
  test('the same answer twice is the same answer once', () =>
    fc.assert(
      fc.property(anyAnswer(), anyAnswer(), (first, second) => {
        const once = settle(asked, 'awaiting_payment', first, start)
        if (!once) return
        const twice = settle(once.attempt, once.order, first, start)
        expect(twice).toBeUndefined()
        const other = settle(once.attempt, once.order, second, start)
        if (other) expect(settle(other.attempt, other.order, second, start)).toBeUndefined()
      }),
    ))
})
