import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import type { Account } from './domain/account.ts'
import { linkNotValid } from './domain/errors.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'

// public: the link in the mail is the proof.
/** Confirms the address that the link was sent to. Throws linkNotValid, emailTaken. */
export async function verifyEmail(ctx: Context, input: { readonly token: string }): Promise<Account> {
  return ctx.transaction(async (tx) => {
    const link = await oneTimeTokens(tx).useEmail(hashToken(input.token), 'verify_email', ctx.clock.now())
    if (!link) throw linkNotValid()
    await accounts(tx).confirmEmail(link.accountId, ctx.clock.now())
    const account = await accounts(tx).byId(link.accountId)
    if (!account) throw linkNotValid()
    await recordAudit(ctx.within(tx), {
      action: 'accounts.email_confirmed',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
    return account
  })
}
