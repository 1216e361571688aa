import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Posting } from './domain/ledger.ts'
import { ledger } from './store/ledger.ts'

/** What every account of the ledger holds, by currency; staff who read the books. */
export async function showBalances(ctx: Context): Promise<Posting[]> {
  authorize(ctx, 'billing.read')
  return ctx.transaction((tx) => ledger(tx).balances(5000))
}
