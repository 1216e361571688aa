import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { after, days } from '../../platform/clock.ts'
import { Money } from '../../platform/money.ts'
import { dayOf } from './period.ts'
import {
  accessEnd,
  advance,
  beginFree,
  beginManaged,
  beginPaid,
  beginTrial,
  canBuyPeriod,
  cancel,
  endAtOnce,
  givesAccess,
  isCurrent,
  type Subscription,
  stateText,
  withPaidPeriod,
} from './subscription.ts'

const start = new Date('2026-03-02T09:00:00Z')
const who = { id: 's', accountId: 'a', planId: 'p', productId: 'x', at: start } as unknown as Parameters<
  typeof beginFree
>[0]
const nine = { amount: Money.of(900n, 'EUR'), period: 'month' as const }
const onSale = { onHold: false }
const onHold = { onHold: true }
const day = (n: number) => after(start, days(n))

const free = beginFree(who)
const trial = beginTrial(who, 30)
const paid = beginPaid(who, nine)
const managed = beginManaged(who, { managedBy: 'acme', endsAt: day(90) })
const pastDue = advance(paid, day(30))

describe('SM-6: what time does', () => {
  const cases: [string, Subscription, number, Partial<Subscription>][] = [
    ['a free subscription has no end', free, 10_000, { state: 'active' }],
    ['a trial runs until its last second', trial, 29.99999, { state: 'active' }],
    ['a trial without payment expires', trial, 30, { state: 'expired', endReason: 'trial_over', endedAt: day(30) }],
    ['a paid period runs', paid, 29, { state: 'active' }],
    ['a period that nobody paid for is past due', paid, 30, { state: 'past_due', endedAt: null }],
    ['within the grace days it stays past due', paid, 36.9, { state: 'past_due' }],
    ['after the grace days it expires', paid, 37, { state: 'expired', endReason: 'payment_failed', endedAt: day(37) }],
    ['a long sleep ends in the same place', paid, 400, { state: 'expired', endedAt: day(37) }],
    ['cancelled at period end', cancel(paid, day(3)), 30, { state: 'cancelled', endedAt: day(30) }],
    ['before the period end nothing happens', cancel(paid, day(3)), 29, { state: 'active', cancelAtPeriodEnd: true }],
    ['a managed one expires at its end date', managed, 90, { state: 'expired', endReason: 'period_over' }],
  ]
  test.each(cases)('%s', (_, subscription, at, expected) => {
    expect(advance(subscription, day(at))).toMatchObject(expected)
  })

  test('one that begins later is prepared, then active', () => {
    const later = beginManaged(who, { managedBy: 'acme', startsAt: day(10) })
    expect(later.state).toBe('preparing')
    expect(givesAccess(later, day(9), onSale)).toBe(false)
    expect(advance(later, day(10)).state).toBe('active')
    expect(givesAccess(later, day(10), onSale)).toBe(true)
  })

  test('a trial that ends while the listing is on hold goes on until the hold ends (STO-112)', () => {
    expect(advance(trial, day(40), onHold)).toBe(trial)
    expect(givesAccess(trial, day(40), onHold)).toBe(true)
    expect(advance(trial, day(40), onSale).state).toBe('expired')
  })
})

describe('SM-6: what the customer does', () => {
  test('a cancelled paid period lasts to its end (STO-174)', () => {
    const cancelled = cancel(paid, day(3))
    expect(givesAccess(cancelled, day(29), onSale)).toBe(true)
    expect(givesAccess(cancelled, day(30), onSale)).toBe(false)
  })
  test.each([
    ['a free subscription', free],
    ['a trial', trial],
    ['one that is past due', pastDue],
  ])('cancelling %s ends it at once', (_, subscription) => {
    const cancelled = cancel(subscription, day(3))
    expect(cancelled).toMatchObject({ state: 'cancelled', endedAt: day(3), endReason: 'cancelled' })
    expect(givesAccess(cancelled, day(3), onSale)).toBe(false)
  })

  test('paying turns a trial into a paid period from now', () => {
    const converted = withPaidPeriod(trial, nine, day(5))
    expect(converted).toMatchObject({ state: 'active', trial: false, periodStart: day(5), periodEnd: day(35) })
  })
  test('paying what is due continues from the end of the period before', () => {
    expect(withPaidPeriod(pastDue, nine, day(33))).toMatchObject({
      state: 'active',
      periodStart: day(30),
      periodEnd: day(60),
    })
  })
  test('buying again takes a cancellation back and adds a period', () => {
    expect(withPaidPeriod(cancel(paid, day(3)), nine, day(4))).toMatchObject({
      cancelAtPeriodEnd: false,
      periodEnd: day(60),
    })
  })
  test.each([
    ['trial', trial, true],
    ['past due', pastDue, true],
    ['cancelled at period end', cancel(paid, day(1)), true],
    ['running and paid', paid, false],
    ['managed by its publisher', managed, false],
    ['over', endAtOnce(paid, day(1), 'refunded'), false],
  ])('may a period be bought for one that is %s', (_, subscription, expected) => {
    expect(canBuyPeriod(subscription)).toBe(expected)
  })
})

test.each([
  [free, 'active'],
  [trial, 'active, trial until 1 April 2026'],
  [paid, 'active until 1 April 2026'],
  [cancel(paid, day(1)), 'active, ends on 1 April 2026'],
  [pastDue, 'payment due, access until 8 April 2026'],
  [advance(trial, day(30)), 'expired, no more updates'],
  [cancel(free, day(1)), 'cancelled, no more updates'],
  [{ ...free, state: 'failed' as const }, 'not set up properly'],
  [beginManaged(who, { managedBy: 'acme', startsAt: day(10) }), 'not yet begun: starts on 12 March 2026'],
])('My Content says (STO-170)', (subscription, text) => {
  expect(stateText(subscription, dayOf)).toBe(text)
})

const anyDay = () => fc.double({ min: 0, max: 800, noNaN: true }).map(day)
const anyStep = () =>
  fc.oneof(
    fc.record({ step: fc.constant('pass' as const), at: anyDay() }),
    fc.record({ step: fc.constant('cancel' as const), at: anyDay() }),
    fc.record({ step: fc.constant('pay' as const), at: anyDay() }),
  )
/** A subscription that has lived: any beginning, then any possible steps in order of time. */
const anySubscription = () =>
  fc
    .tuple(
      fc.constantFrom(free, trial, paid, managed, beginManaged(who, { managedBy: 'acme', startsAt: day(10) })),
      fc.array(anyStep(), { maxLength: 6 }),
    )
    .map(([first, steps]) =>
      steps
        .sort((a, b) => a.at.getTime() - b.at.getTime())
        .reduce<Subscription>((subscription, { step, at }) => {
          const now = advance(subscription, at)
          if (step === 'cancel' && isCurrent(now)) return cancel(now, at)
          if (step === 'pay' && canBuyPeriod(now)) return withPaidPeriod(now, nine, at)
          return now
        }, first),
    )

describe('laws of every life', () => {
  test('the clockwork changes states, never access', () =>
    fc.assert(
      fc.property(anySubscription(), anyDay(), (subscription, at) => {
        expect(givesAccess(advance(subscription, at), at, onSale)).toBe(givesAccess(subscription, at, onSale))
      }),
    ))
  test('running the clockwork twice is running it once', () =>
    fc.assert(
      fc.property(anySubscription(), anyDay(), (subscription, at) => {
        const once = advance(subscription, at)
        expect(advance(once, at)).toBe(once)
      }),
    ))
  test('running it often ends where running it once ends', () =>
    fc.assert(
      fc.property(anySubscription(), anyDay(), anyDay(), (subscription, a, b) => {
        const [first, last] = a < b ? [a, b] : [b, a]
        expect(advance(advance(subscription, first), last)).toEqual(advance(subscription, last))
      }),
    ))
  test('what is over stays over and gives no access afterwards', () =>
    fc.assert(
      fc.property(anySubscription(), anyDay(), (subscription, at) => {
        fc.pre(!isCurrent(subscription))
        expect(advance(subscription, at)).toBe(subscription)
        const end = accessEnd(subscription, onSale)
        if (end && at >= end) expect(givesAccess(subscription, at, onSale)).toBe(false)
      }),
    ))
})
