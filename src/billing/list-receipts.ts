import { authorizeAccountOwner, authorizeSignedIn, findAccount } from '../accounts/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { notYourReceipts } from './domain/errors.ts'
import type { Receipt } from './domain/receipt.ts'
import { receipts } from './store/receipts.ts'

/** Receipts of the own account or of an organization that the caller owns, newest first (STO-004). */
export async function listReceipts(ctx: Context, input: { readonly account?: string }): Promise<Receipt[]> {
  const accountId = await authorizePayer(ctx, input.account)
  return ctx.transaction((tx) => receipts(tx).ofAccount(accountId))
}

async function authorizePayer(ctx: Context, name: string | undefined): Promise<AccountId> {
  const person = authorizeSignedIn(ctx)
  if (name === undefined) return person
  const account = await findAccount(ctx, { name })
  if (!account) throw notYourReceipts({ account: name })
  try {
    await authorizeAccountOwner(ctx, account.id)
  } catch (error) {
    throw error instanceof DomainError ? notYourReceipts({ account: name }) : error
  }
  return account.id
}
