import type { Tables } from './store/tables.ts' // planted: ARC-21
import { authorize } from '../accounts/index.ts'

export async function showListing(ctx: Context, input: { tx: Tx }) {
  await authorize(ctx, 'x')
  return input.tx.withTables<Tables>().selectFrom('listing').execute() // planted: ARC-21
}
