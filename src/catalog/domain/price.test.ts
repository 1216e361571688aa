import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Money } from '../../platform/money.ts'
import type { Access, ManifestPrice } from './manifest.ts'
import { planPriceLabel, summarisePrices } from './price.ts'

const price = (amount: string, currency = 'EUR', period: 'month' | 'year' = 'month'): ManifestPrice => ({
  amount,
  currency,
  period,
})
const plan = (prices: ManifestPrice[], more: { access?: Access; trialDays?: number; isDefault?: boolean } = {}) => ({
  access: 'subscribed' as Access,
  trialDays: 0,
  isDefault: false,
  prices,
  ...more,
})

test('a plan says what it costs', () => {
  expect(planPriceLabel(plan([]))).toBe('Free')
  expect(planPriceLabel(plan([price('0')]))).toBe('Free')
  expect(planPriceLabel(plan([price('9000', 'EUR', 'year'), price('900')]))).toBe('€9.00/month')
  expect(planPriceLabel(plan([price('9000', 'USD', 'year')]))).toBe('US$90.00/year')
  expect(planPriceLabel(plan([], { access: 'byol' }))).toBe('Licence from publisher')
})

test('a card shows the lowest price of the paid plans', () =>
  expect(
    summarisePrices([plan([price('4900'), price('100', 'USD')]), plan([price('900')], { trialDays: 30 })]),
  ).toEqual({
    fromPrice: Money.of(900n, 'EUR'),
    priceLabel: 'From €9.00/month',
    hasTrial: true,
    kinds: ['paid', 'trial'],
  }))

test('the currency is that of the default plan', () =>
  expect(summarisePrices([plan([price('900')]), plan([price('5000', 'USD')], { isDefault: true })]).priceLabel).toBe(
    'From US$50.00/month',
  ))

test('a product with a free plan is free, and is found among the paid ones too', () =>
  expect(summarisePrices([plan([]), plan([price('900')])])).toMatchObject({
    fromPrice: null,
    priceLabel: 'Free',
    kinds: ['free', 'paid'],
  }))

test('a product that is only sold elsewhere says so', () =>
  expect(summarisePrices([plan([], { access: 'byol' })])).toEqual({
    fromPrice: null,
    priceLabel: 'Licence from publisher',
    hasTrial: false,
    kinds: ['byol'],
  }))

test('the lowest price is one of the prices and none of its kind is lower', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1 }), (amounts) => {
      const { fromPrice } = summarisePrices(amounts.map((amount) => plan([price(String(amount))])))
      expect(fromPrice?.minor).toBe(BigInt(Math.min(...amounts)))
    }),
  ))
