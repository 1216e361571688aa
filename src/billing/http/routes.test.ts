import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountIdOf, type ShopBench, shopBench } from '../../../test/support/shop-bench.ts'
import type { Context } from '../../platform/context.ts'
import { Money } from '../../platform/money.ts'
import { recordSale } from '../record-sale.ts'

let bench: ShopBench
let as: (ctx: Context) => FastifyInstance
let otter: Context

beforeAll(async () => {
  bench = await shopBench()
  ;({ as } = await bench.serves())
  otter = await bench.person('otter')
  await recordSale(bench.system, {
    orderId: bench.system.newId(),
    accountId: accountIdOf(otter),
    net: Money.of(4900n, 'EUR'),
    tax: Money.of(931n, 'EUR'),
    gross: Money.of(5831n, 'EUR'),
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
  })
})
afterAll(() => bench.close())

const get = (ctx: Context, url: string) => as(ctx).inject({ method: 'GET', url })

test('GET /receipts answers the receipts of an account of the caller', async () => {
  const { items } = (await get(otter, '/receipts?account=otter')).json()
  expect(items).toMatchObject([
    {
      number: 'R-000001',
      net: { amount: '4900', currency: 'EUR' },
      tax: { amount: '931', currency: 'EUR' },
      total: { amount: '5831', currency: 'EUR' },
      description: 'Widget Pro, one month',
      productName: 'Widget',
      publisherName: 'Acme Ltd',
    },
  ])
  const heron = await bench.person('heron')
  expect((await get(heron, '/receipts?account=otter')).statusCode).toBe(403)
  expect((await get(bench.stranger, '/receipts')).statusCode).toBe(401)
})

test('GET /ledger/… is for finance', async () => {
  const finance = await bench.person('fiona', 'finance')
  const balances = (await get(finance, '/ledger/balances')).json().items
  expect(balances).toContainEqual({ account: 'fee', amount: { amount: '-980', currency: 'EUR' } })
  expect((await get(finance, '/ledger/entries')).json().items).toMatchObject([
    {
      kind: 'sale',
      source: 'checkout.order',
      reference: 'pay-1',
      postings: [{ account: 'cash:simulated' }, {}, {}, {}],
    },
  ])
  const moderator = await bench.person('mora', 'moderator')
  for (const url of ['/ledger/balances', '/ledger/entries']) {
    expect((await get(moderator, url)).statusCode).toBe(403)
    expect((await get(otter, url)).statusCode).toBe(403)
    expect((await get(bench.stranger, url)).statusCode).toBe(401)
  }
})
