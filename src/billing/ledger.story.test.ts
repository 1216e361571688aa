import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountIdOf, type ShopBench, shopBench } from '../../test/support/shop-bench.ts'
import type { Context } from '../platform/context.ts'
import { Money } from '../platform/money.ts'
import { listLedgerEntries } from './list-ledger-entries.ts'
import { listReceipts } from './list-receipts.ts'
import { type RecordSale, recordSale } from './record-sale.ts'
import { showBalances } from './show-balances.ts'

let bench: ShopBench
let otter: Context

beforeAll(async () => {
  bench = await shopBench()
})
beforeEach(async () => {
  await bench.reset()
  otter = await bench.person('otter')
})
afterAll(() => bench.close())

const eur = (minor: bigint) => Money.of(minor, 'EUR')
const sale = (change: Partial<RecordSale> = {}): RecordSale => ({
  orderId: bench.system.newId(),
  accountId: accountIdOf(otter),
  net: eur(4900n),
  tax: eur(931n),
  gross: eur(5831n),
  publisherId: 'acme',
  feeBasisPoints: 2000,
  country: 'DE',
  provider: 'simulated',
  paymentReference: 'pay-1',
  description: 'Widget Pro, one month',
  taxLabel: 'VAT 19 %',
  productName: 'Widget',
  publisherName: 'Acme Ltd',
  billedTo: { name: 'Otter', email: 'otter@example.test', country: 'DE' },
  ...change,
})
const insertEntry = (id: string) =>
  `INSERT INTO ledger_entry VALUES ('${id}', now(), 'correction', 'test', '${id}', 'r', 'by hand')`
const insertPosting = (id: string, position: number, minor: number, currency = 'EUR') =>
  `INSERT INTO ledger_posting VALUES ('${id}', ${position}, 'fee', ${minor}, '${currency}')`
/** Statements without values run as one transaction. */
const together = (...statements: string[]) => bench.database.execute(statements.join('; '))

describe('the database itself keeps the books honest (STO-180)', () => {
  const broken: [string, (id: string) => string[], RegExp][] = [
    [
      'postings that do not sum to zero',
      (id) => [insertPosting(id, 0, 100), insertPosting(id, 1, -99)],
      /does not balance/,
    ],
    [
      'sums that are zero only across currencies',
      (id) => [insertPosting(id, 0, 100), insertPosting(id, 1, -100, 'USD')],
      /does not balance/,
    ],
    ['a single posting', (id) => [insertPosting(id, 0, 100)], /fewer than two postings/],
    ['no posting at all', () => [], /fewer than two postings/],
  ]
  test.each(broken)('an entry with %s is refused at commit', async (_, postings, reason) => {
    const id = bench.system.newId()
    await expect(together(insertEntry(id), ...postings(id))).rejects.toThrow(reason)
    expect(await bench.rows('SELECT id FROM ledger_entry')).toEqual([])
  })

  test('an entry that balances is kept', async () => {
    const id = bench.system.newId()
    await together(insertEntry(id), insertPosting(id, 0, 100), insertPosting(id, 1, -100))
    expect(await bench.rows('SELECT position FROM ledger_posting')).toHaveLength(2)
  })

  test('a later posting cannot unbalance it, and nothing is changed or removed', async () => {
    await recordSale(bench.system, sale())
    const [entry] = await bench.rows('SELECT id FROM ledger_entry')
    await expect(together(insertPosting(String(entry?.id), 9, 1))).rejects.toThrow(/does not balance/)
    for (const statement of [
      'UPDATE ledger_posting SET amount_minor = amount_minor * 2',
      'DELETE FROM ledger_posting',
      "UPDATE ledger_entry SET description = ''",
      'DELETE FROM ledger_entry',
      'UPDATE receipt SET number = 99',
      'DELETE FROM receipt',
    ]) {
      await expect(bench.database.execute(statement)).rejects.toThrow(/never changed or removed/)
    }
  })
})

describe('a sale', () => {
  test('is entered with its receipt, once, however often it is told', async () => {
    const sold = sale()
    const first = await recordSale(bench.system, sold)
    expect(await recordSale(bench.system, sold)).toBe(first)
    const both = await Promise.all([recordSale(bench.system, sold), recordSale(bench.system, sold)])
    expect(both).toEqual([first, first])
    expect(await bench.rows('SELECT number, total_minor FROM receipt')).toEqual([{ number: 1n, total_minor: 5831n }])
    expect(await bench.actions()).toEqual(['billing.sale_recorded'])
  })

  test('balances are what the books sum to', async () => {
    await recordSale(bench.system, sale())
    await recordSale(bench.system, sale())
    const finance = await bench.person('fiona', 'finance')
    expect(await showBalances(finance)).toEqual([
      { account: 'cash:simulated', amount: eur(11662n) },
      { account: 'fee', amount: eur(-1960n) },
      { account: 'publisher:acme', amount: eur(-7840n) },
      { account: 'tax:DE', amount: eur(-1862n) },
    ])
    const { entries } = await listLedgerEntries(finance, {})
    expect(entries).toHaveLength(2)
    expect(entries[0]?.postings).toHaveLength(4)
  })

  test('receipt numbers have no gaps: a number that is rolled back goes to the next (STO-181)', async () => {
    await recordSale(bench.system, sale())
    await expect(
      bench.system.transaction(async (tx) => {
        await recordSale(bench.system.within(tx), sale())
        throw new Error('the power fails')
      }),
    ).rejects.toThrow('the power fails')
    await Promise.all([1, 2, 3, 4].map(() => recordSale(bench.system, sale())))
    const rows = await bench.rows('SELECT number FROM receipt ORDER BY number')
    expect(rows.map(({ number }) => number)).toEqual([1n, 2n, 3n, 4n, 5n])
  })
})

describe('who may read', () => {
  test('receipts: the account itself and owners of the organization', async () => {
    const [olive, mo] = [await bench.person('olive'), await bench.person('mo')]
    const accountId = await bench.organization('raft', { owner: olive, member: mo })
    await recordSale(bench.system, sale({ accountId }))
    expect(await listReceipts(olive, { account: 'raft' })).toMatchObject([{ number: 1n, productName: 'Widget' }])
    expect(await listReceipts(olive, {})).toEqual([])
    for (const outsider of [mo, otter]) {
      await expect(listReceipts(outsider, { account: 'raft' })).rejects.toMatchObject({
        code: 'billing.not_your_receipts',
      })
    }
    await expect(listReceipts(bench.stranger, {})).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  test('the books: finance only', async () => {
    await expect(showBalances(otter)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(listLedgerEntries(bench.stranger, {})).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})
