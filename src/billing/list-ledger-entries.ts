import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { LedgerEntry, LedgerEntryId } from './domain/ledger.ts'
import { ledger } from './store/ledger.ts'

/** A page of the books. */
export interface LedgerPage {
  readonly entries: readonly LedgerEntry[]
  readonly next?: LedgerEntryId
}

const pageSize = 50

/** Entries, newest first, 50 at a time; staff who read the books. */
export async function listLedgerEntries(ctx: Context, input: { readonly cursor?: LedgerEntryId }): Promise<LedgerPage> {
  authorize(ctx, 'billing.read')
  const found = await ctx.transaction((tx) => ledger(tx).entries(pageSize + 1, input.cursor))
  const entries = found.slice(0, pageSize)
  const last = entries.at(-1)
  return { entries, ...(found.length > pageSize && last && { next: last.id }) }
}
