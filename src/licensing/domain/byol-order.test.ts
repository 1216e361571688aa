import { describe, expect, test } from 'vitest'
import { type ByolOrder, type ByolOrderState, cancelOrder, fulfil, requireSensibleDates } from './byol-order.ts'

const now = new Date('2026-03-02T09:00:00Z')
const day = (n: number) => new Date(now.getTime() + n * 86_400_000)
const order = (state: ByolOrderState, change: Partial<ByolOrder> = {}) =>
  ({ id: 'o1', token: 't1', state, customer: {}, createdAt: now, ...change }) as unknown as ByolOrder
const by = { accountId: 'a1', subscriptionId: 's1', at: now } as unknown as Parameters<typeof fulfil>[1]

describe('SM-7', () => {
  test.each([
    ['created', 'fulfil', 'fulfilled'],
    ['created', 'cancel', 'cancelled'],
    ['fulfilled', 'fulfil', undefined],
    ['fulfilled', 'cancel', undefined],
    ['cancelled', 'fulfil', undefined],
    ['cancelled', 'cancel', undefined],
  ] as const)('%s, %s: %s', (from, event, to) => {
    const move = () => (event === 'fulfil' ? fulfil(order(from), by) : cancelOrder(order(from)))
    if (to) expect(move().state).toBe(to)
    else expect(move).toThrow(expect.objectContaining({ code: 'licensing.byol_order_closed' }))
  })

  test('a redeemed order knows who holds the licence since when', () => {
    expect(fulfil(order('created'), by)).toMatchObject({ accountId: 'a1', subscriptionId: 's1', fulfilledAt: now })
  })
  test('a licence that has ended cannot be redeemed', () => {
    expect(() => fulfil(order('created', { endsAt: now }), by)).toThrow(
      expect.objectContaining({ code: 'licensing.order_dates_invalid' }),
    )
  })
})

test.each([
  [undefined, undefined, true],
  [day(2), day(3), true],
  [undefined, day(1), true],
  [day(3), day(2), false],
  [day(2), day(2), false],
  [day(-3), day(-2), false],
])('dates from %s to %s are sensible: %s', (startsAt, endsAt, sensible) => {
  const check = () => requireSensibleDates({ startsAt, endsAt }, now)
  if (sensible) expect(check).not.toThrow()
  else expect(check).toThrow(expect.objectContaining({ code: 'licensing.order_dates_invalid' }))
})
