import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import type { Account } from './domain/account.ts'
import { signInFirst } from './domain/errors.ts'
import { accounts } from './store/accounts.ts'

/** Changes the caller's full name. */
export async function updateAccount(ctx: Context, input: { readonly fullName: string }): Promise<Account> {
  const accountId = authorizeSignedIn(ctx, 'write')
  return ctx.transaction(async (tx) => {
    await accounts(tx).rename(accountId, input.fullName.trim())
    const account = await accounts(tx).byId(accountId)
    if (!account) throw signInFirst()
    await recordAudit(ctx.within(tx), {
      action: 'accounts.renamed',
      subject: { kind: 'account', id: accountId, name: account.name },
    })
    return account
  })
}
