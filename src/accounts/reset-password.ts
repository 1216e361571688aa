import type { Context } from '../platform/context.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { badLink } from './domain/errors.ts'
import { hashNew, replacePassword } from './replace-password.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'

export interface ResetPassword {
  readonly token: string
  readonly password: string
}

// public: whoever holds the link from the mail may set the password.
/**
 * Sets a new password by the link's token and ends all sessions. The address counts as confirmed.
 * Throws `accounts.bad_link`, `accounts.bad_password` (the link stays good).
 */
export async function resetPassword(ctx: Context, input: ResetPassword): Promise<void> {
  const tokenHash = hashToken(input.token)
  const now = ctx.clock.now()
  const account = await ctx.transaction(async (tx) => {
    const accountId = await oneTimeTokens(tx).peek(tokenHash, 'reset_password', now)
    return accountId && accounts(tx).byId(accountId)
  })
  if (!account) throw badLink()
  const passwordHash = await hashNew(account, input.password, 'password')
  await ctx.transaction(async (tx) => {
    if (!(await oneTimeTokens(tx).use(tokenHash, 'reset_password', now))) throw badLink()
    await replacePassword(ctx, tx, account.id, passwordHash)
    await accounts(tx).confirmEmail(account.id, now)
  })
}
