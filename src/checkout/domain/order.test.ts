import { expect, test } from 'vitest'
import { after, hours } from '../../platform/clock.ts'
import { newAttempt, type Order, type OrderId, type OrderState, requirePayable } from './order.ts'

const start = new Date('2026-03-02T09:00:00Z')
const order = (state: OrderState) => ({ state, createdAt: start }) as unknown as Order

test.each([
  ['open', undefined],
  ['declined', undefined],
  ['awaiting_payment', 'checkout.payment_running'],
  ['requires_action', 'checkout.payment_running'],
  ['paid', 'checkout.already_paid'],
  ['cancelled', 'checkout.order_too_old'],
] as const)('an order that is %s may be paid, or says why not: %s', (state, code) => {
  const pay = () => requirePayable(order(state), after(start, hours(1)))
  if (code) expect(pay).toThrow(expect.objectContaining({ code }))
  else expect(pay).not.toThrow()
})

test('a frozen price is good for a day', () => {
  const pay = (age: number) => () => requirePayable(order('declined'), after(start, hours(age)))
  expect(pay(24)).not.toThrow()
  expect(pay(24.01)).toThrow(expect.objectContaining({ code: 'checkout.order_too_old' }))
})

test('every attempt has a reference of its own, so that the provider takes it for a new payment', () => {
  const references = [1, 2, 3].map((number) => newAttempt('o1' as OrderId, number, start).reference)
  expect(new Set(references).size).toBe(3)
})
