import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import type { Account } from './domain/account.ts'
import { badLink } from './domain/errors.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'

// public: whoever holds the link from the mail has shown that the address is theirs.
/** Confirms an e-mail address by the link's token. Throws `accounts.bad_link`. */
export async function verifyEmail(ctx: Context, input: { readonly token: string }): Promise<Account> {
  return ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const found = await oneTimeTokens(tx).use(hashToken(input.token), 'verify_email', now)
    if (!found?.accountId) throw badLink()
    await accounts(tx).confirmEmail(found.accountId, now)
    const account = await accounts(tx).byId(found.accountId)
    if (!account) throw badLink()
    await recordAudit(ctx.within(tx), {
      action: 'accounts.email_confirmed',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
    return account
  })
}
