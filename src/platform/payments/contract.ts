import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insideTransaction } from '../db/transaction-guard.ts'
import type { PaymentProvider, PaymentRequest } from './payment-provider.ts'

/** A driver under test with cards (or tokens) that behave in known ways. */
export interface PaymentProviderUnderTest {
  /** The same provider account each time, as a restarted program would open it. */
  open(): Promise<PaymentProvider>
  readonly methods: {
    readonly good: string
    readonly declined: string
    readonly challenged: string
  }
  close(): Promise<void>
}

/** What every payment provider promises; each driver runs it. */
export function paymentProviderContract(name: string, prepare: () => Promise<PaymentProviderUnderTest>): void {
  describe(`the ${name} payment provider`, () => {
    let driver: PaymentProviderUnderTest
    let provider: PaymentProvider
    let count = 0
    beforeAll(async () => {
      driver = await prepare()
      provider = await driver.open()
    })
    afterAll(() => driver.close())

    const request = (method: string, changes: Partial<PaymentRequest> = {}): PaymentRequest => ({
      reference: `order-${++count}`,
      amount: { amount: '1299', currency: 'EUR' },
      description: 'acme/db, Pro, one month',
      method,
      returnUrl: 'http://localhost:8080/orders/1',
      ...changes,
    })

    test('takes money once per reference, however often it is asked', async () => {
      const order = request(driver.methods.good)
      const first = await provider.charge(order)
      expect(first).toMatchObject({ state: 'succeeded' })
      expect(await Promise.all([1, 2, 3].map(() => provider.charge(order)))).toEqual([first, first, first])
      expect(await provider.find(order.reference)).toEqual(first)
    })

    test('requests with one reference at the same moment are one payment', async () => {
      const order = request(driver.methods.good)
      const states = await Promise.all(Array.from({ length: 10 }, () => provider.charge(order)))
      expect(new Set(states.map(({ paymentId }) => paymentId)).size).toBe(1)
    })

    test('a decline says why, and a second try has a reference of its own', async () => {
      const refused = await provider.charge(request(driver.methods.declined))
      expect(refused).toMatchObject({ state: 'declined', reason: expect.stringMatching(/\S/) })
      expect(await provider.charge(request(driver.methods.good))).toMatchObject({ state: 'succeeded' })
    })

    test('a payment that needs the customer says where, and is found after a restart', async () => {
      const order = request(driver.methods.challenged)
      const waiting = await provider.charge(order)
      expect(waiting).toMatchObject({ state: 'requires_action', actionUrl: expect.stringMatching(/^https?:/) })
      expect(await (await driver.open()).find(order.reference)).toEqual(waiting)
    })

    test('a reference cannot be used for another amount', async () => {
      const order = request(driver.methods.good)
      await provider.charge(order)
      for (const amount of [
        { amount: '1300', currency: 'EUR' },
        { amount: '1299', currency: 'USD' },
      ]) {
        await expect(provider.charge({ ...order, amount })).rejects.toMatchObject({ kind: 'conflict' })
      }
    })

    test('nothing and less than nothing cannot be charged', async () => {
      for (const amount of ['0', '-1']) {
        const order = request(driver.methods.good, { amount: { amount, currency: 'EUR' } })
        await expect(provider.charge(order)).rejects.toMatchObject({ kind: 'invalid' })
        expect(await provider.find(order.reference)).toBeUndefined()
      }
    })

    test('an unknown reference is unknown', async () => {
      expect(await provider.find('order-of-nobody')).toBeUndefined()
    })

    test('charging inside a database transaction is a defect', async () => {
      const order = request(driver.methods.good)
      await expect(insideTransaction(() => provider.charge(order))).rejects.toThrow('inside a database transaction')
      expect(await provider.find(order.reference)).toBeUndefined()
    })
  })
}
