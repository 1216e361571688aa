import { after, hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { authorizeSystem } from './authorize.ts'
import type { AccountId } from './domain/account.ts'
import { accounts } from './store/accounts.ts'
import { type EmailPurpose, oneTimeTokens } from './store/one-time-tokens.ts'

/** A link that works once, for a mail to the account's address. */
export interface IssuedLink {
  readonly url: string
  readonly email: string
  readonly expiresAt: Date
}

const pages: Record<EmailPurpose, { path: string; hours: number }> = {
  verify_email: { path: '/verify-email', hours: 48 },
  reset_password: { path: '/reset-password', hours: 2 },
}

/**
 * Makes a link at the moment when its mail is written, so that no queue or table ever holds the secret in it.
 * Undefined when the account is gone or has nothing to confirm any more.
 */
export async function issueEmailLink(
  ctx: Context,
  input: { readonly accountId: AccountId; readonly purpose: EmailPurpose },
): Promise<IssuedLink | undefined> {
  authorizeSystem(ctx)
  const { accountId, purpose } = input
  const { path, hours: lifetime } = pages[purpose]
  const token = newToken()
  const createdAt = ctx.clock.now()
  const expiresAt = after(createdAt, hours(lifetime))
  return ctx.transaction(async (tx) => {
    const account = await accounts(tx).byId(accountId)
    if (!account?.email || (purpose === 'verify_email' && account.emailVerified)) return undefined
    const { email } = account
    await oneTimeTokens(tx).insertEmail({
      id: ctx.newId(),
      accountId,
      purpose,
      email,
      tokenHash: hashToken(token),
      createdAt,
      expiresAt,
    })
    return { url: `${ctx.settings.publicUrl}${path}?token=${token}`, email, expiresAt }
  })
}
