import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Money } from '../../platform/money.ts'
import { balanced, balancesOf, type LedgerEntryId, reversalOf, type Sale, saleEntry } from './ledger.ts'
import { splitSale } from './split-sale.ts'
import { taxOn } from './tax.ts'

const eur = (minor: bigint) => Money.of(minor, 'EUR')
const at = new Date('2026-03-02T09:00:00Z')
const id = 'e1' as LedgerEntryId
const anyCurrency = () => fc.constantFrom('EUR', 'USD', 'JPY', 'KWD')
const anyMoney = () =>
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), anyCurrency()).map(([minor, currency]) => Money.of(minor, currency))
const anyBasisPoints = () => fc.integer({ min: 0, max: 10_000 })
const anyCountry = () => fc.constantFrom('DE', 'FR', 'CH', 'FI', 'US', 'BR')

const sale = (net: Money, country: string, feeBasisPoints: number, orderId = 'o1'): Sale => {
  const tax = taxOn(net, country).amount
  return {
    orderId,
    net,
    tax,
    gross: net.plus(tax),
    publisherId: 'acme',
    feeBasisPoints,
    country,
    provider: 'simulated',
    paymentReference: 'pay-1',
    description: 'Widget Pro, one month',
  }
}

describe('splitting a sale (STO-177)', () => {
  test('parts always sum to the whole', () =>
    fc.assert(
      fc.property(anyMoney(), anyBasisPoints(), (net, basisPoints) => {
        const { fee, publisher } = splitSale(net, basisPoints)
        expect(fee.plus(publisher)).toEqual(net)
      }),
    ))
  test('the fee is never more than the price, and never off by more than half a unit', () =>
    fc.assert(
      fc.property(anyMoney(), anyBasisPoints(), (net, basisPoints) => {
        const { fee } = splitSale(net, basisPoints)
        expect(fee.minor >= 0n && fee.minor <= net.minor).toBe(true)
        const error = fee.minor * 10_000n - net.minor * BigInt(basisPoints)
        expect(error >= -5_000n && error <= 5_000n).toBe(true)
      }),
    ))
  test.each([
    [1n, 5000, 0n],
    [3n, 5000, 2n],
    [5n, 5000, 2n],
    [1299n, 2000, 260n],
  ])('%d at %d basis points: a fee of %d, halves to the even side', (net, basisPoints, fee) => {
    expect(splitSale(eur(net), basisPoints).fee).toEqual(eur(fee))
  })
})

describe('the books', () => {
  test('a sale to Germany: money in, shares and tax out', () => {
    expect(saleEntry(sale(eur(4900n), 'DE', 2000), id, at).postings).toEqual([
      { account: 'cash:simulated', amount: eur(5831n) },
      { account: 'publisher:acme', amount: eur(-3920n) },
      { account: 'fee', amount: eur(-980n) },
      { account: 'tax:DE', amount: eur(-931n) },
    ])
  })
  test('any sale, books close', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(anyMoney(), anyCountry(), anyBasisPoints()), { maxLength: 20 }), (sold) => {
        const entries = sold.map(([net, country, fee], n) => saleEntry(sale(net, country, fee, `o${n}`), id, at))
        for (const entry of entries) expect(() => balanced(entry)).not.toThrow()
        const totals = new Map<string, bigint>()
        for (const { amount } of balancesOf(entries)) {
          totals.set(amount.currency, (totals.get(amount.currency) ?? 0n) + amount.minor)
        }
        expect([...totals.values()].every((total) => total === 0n)).toBe(true)
      }),
    ))
  test('a reversal of any sale undoes it to the cent', () =>
    fc.assert(
      fc.property(anyMoney(), anyCountry(), anyBasisPoints(), (net, country, fee) => {
        const entry = saleEntry(sale(net, country, fee), id, at)
        const reversal = reversalOf(entry, { ...entry, kind: 'refund', source: 'refund', externalId: 'r1' })
        expect(balancesOf([entry, reversal]).every(({ amount }) => amount.isZero())).toBe(true)
      }),
    ))
  test('no posting is zero', () => {
    expect(saleEntry(sale(eur(4900n), 'US', 0), id, at).postings).toHaveLength(2)
  })
  test('a sale whose parts do not make the whole is refused', () => {
    const wrong = { ...sale(eur(4900n), 'DE', 2000), gross: eur(5830n) }
    expect(() => saleEntry(wrong, id, at)).toThrow(/do not make/)
  })
  test('an entry that does not balance is refused', () => {
    const entry = saleEntry(sale(eur(4900n), 'DE', 2000), id, at)
    const broken = { ...entry, postings: entry.postings.slice(1) }
    expect(() => balanced(broken)).toThrow(/unaccounted for/)
  })
})

describe('tax (STO-178)', () => {
  test.each([
    ['DE', 1900, 'VAT 19 %', 931n],
    ['FI', 2550, 'VAT 25.5 %', 1250n],
    ['CH', 810, 'VAT 8.1 %', 397n],
    ['US', 0, 'No tax', 0n],
  ])('%s: %d basis points, "%s"', (country, rateBasisPoints, label, amount) => {
    expect(taxOn(eur(4900n), country)).toEqual({ country, rateBasisPoints, label, amount: eur(amount) })
  })
})
