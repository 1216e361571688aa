import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { LedgerEntryId } from '../domain/ledger.ts'
import { listLedgerEntries } from '../list-ledger-entries.ts'
import { listReceipts } from '../list-receipts.ts'
import { showBalances } from '../show-balances.ts'
import { LedgerEntryView, ledgerEntryView, PostingView, postingView, ReceiptView, receiptView } from './views.ts'

const tags = ['billing']
const strict = { additionalProperties: false }
const AccountQuery = Type.Object({ account: Type.Optional(Type.String({ maxLength: 100 })) }, strict)
const CursorQuery = Type.Object({ cursor: Type.Optional(Type.String({ format: 'uuid' })) }, strict)

/** Receipts for customers, the books for staff. */
export function billingRoutes(app: FastifyInstance): void {
  app.get<{ Querystring: Static<typeof AccountQuery> }>(
    '/receipts',
    {
      schema: {
        tags,
        summary: 'Receipts of an account, newest first',
        querystring: AccountQuery,
        response: { 200: Type.Object({ items: Type.Array(ReceiptView) }) },
      },
    },
    async (request) => ({ items: (await listReceipts(request.ctx, request.query)).map(receiptView) }),
  )

  app.get(
    '/ledger/balances',
    {
      schema: {
        tags,
        summary: 'What every account of the ledger holds (staff)',
        response: { 200: Type.Object({ items: Type.Array(PostingView) }) },
      },
    },
    async (request) => ({ items: (await showBalances(request.ctx)).map(postingView) }),
  )

  app.get<{ Querystring: Static<typeof CursorQuery> }>(
    '/ledger/entries',
    {
      schema: {
        tags,
        summary: 'The books, newest entry first (staff)',
        querystring: CursorQuery,
        response: { 200: Type.Object({ items: Type.Array(LedgerEntryView), next: Type.Optional(Type.String()) }) },
      },
    },
    async (request) => {
      const { cursor } = request.query
      const page = await listLedgerEntries(request.ctx, {
        ...(cursor !== undefined && { cursor: cursor as LedgerEntryId }),
      })
      return { items: page.entries.map(ledgerEntryView), ...(page.next !== undefined && { next: page.next }) }
    },
  )
}
