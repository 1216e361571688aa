import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { turnableClock } from '../testing/turnable-clock.ts'
import { paymentProviderContract } from './contract.ts'
import type { PaymentState } from './payment-provider.ts'
import { openSimulatedPayments, type SimulatedPayments } from './simulated-payments.ts'

const publicUrl = 'http://localhost:8080'

paymentProviderContract('simulated', async () => {
  const database = await testDatabase()
  return {
    open: async () => openSimulatedPayments({ database, clock: turnableClock(), publicUrl }),
    methods: { good: '4242424242424242', declined: '4000000000000002', challenged: '4000002500003155' },
    close: () => database.close(),
  }
})

describe('the bank of the simulated provider', () => {
  let database: TestDatabase
  let payments: SimulatedPayments
  let count = 0
  beforeAll(async () => {
    database = await testDatabase()
    payments = openSimulatedPayments({ database, clock: turnableClock(), publicUrl })
  })
  afterAll(() => database.close())

  const pay = (method: string): Promise<PaymentState> =>
    payments.charge({
      reference: `order-${++count}`,
      amount: { amount: '4900', currency: 'EUR' },
      description: 'acme/db, Pro, one month',
      method,
      returnUrl: `${publicUrl}/orders/7`,
    })

  test.each([
    ['4000 0000 0000 0002', 'declined'],
    ['4000-0000-0000-9995', 'insufficient funds'],
    ['5555 5555 5555 4444', 'Use a test card'],
    ['', 'Use a test card'],
  ])('the card "%s" is declined: %s', async (card, reason) => {
    expect(await pay(card)).toMatchObject({ state: 'declined', reason: expect.stringContaining(reason) })
  })

  test('a customer who confirms has paid', async () => {
    const { paymentId } = await pay('4000 0025 0000 3155')
    expect(await payments.payment(paymentId)).toEqual({
      paymentId,
      reference: `order-${count}`,
      amount: { amount: '4900', currency: 'EUR' },
      description: 'acme/db, Pro, one month',
      returnUrl: `${publicUrl}/orders/7`,
      state: 'requires_action',
    })
    expect(await payments.answerChallenge(paymentId, true)).toEqual({ state: 'succeeded', paymentId })
    expect(await payments.find(`order-${count}`)).toEqual({ state: 'succeeded', paymentId })
  })

  test('a customer who refuses has not, and the first answer stands', async () => {
    const { paymentId } = await pay('4000002500003155')
    expect(await payments.answerChallenge(paymentId, false)).toMatchObject({ state: 'declined' })
    expect(await payments.answerChallenge(paymentId, true)).toMatchObject({ state: 'declined' })
  })

  test('an unknown payment is not found', async () => {
    for (const id of ['nonsense', '0190b0d4-0000-7000-8000-000000000000']) {
      expect(await payments.payment(id)).toBeUndefined()
      await expect(payments.answerChallenge(id, true)).rejects.toMatchObject({ code: 'payments.payment_not_found' })
    }
  })
})
