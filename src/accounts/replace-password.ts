import { recordAudit } from '../audit/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import type { Tx } from '../platform/db/database.ts'
import type { Id } from '../platform/ids.ts'
import { type Account, passwordProblem } from './domain/account.ts'
import { badPassword } from './domain/errors.ts'
import type { PasswordChanged } from './domain/events.ts'
import { tellCredentialsChanged } from './memory/credential-memory.ts'
import { accounts } from './store/accounts.ts'
import { sessions } from './store/sessions.ts'

// public: a step of changing and of resetting, which ask for the old password or for the mailed link.
/** Checks and hashes a new password; `field` names the form's field. Throws `accounts.bad_password`. */
export async function hashNew(account: Account, password: string, field: string): Promise<string> {
  const message = passwordProblem(password, account.name, account.email ?? '')
  if (message !== undefined) throw badPassword({ fields: [{ field, message }] })
  return hashPassword(password)
}

/** Stores a new password and ends what the old one opened. */
export async function replacePassword(
  ctx: Context,
  tx: Tx,
  accountId: AccountId,
  passwordHash: string,
  keep?: Id<'session'>,
): Promise<void> {
  await accounts(tx).setPassword(accountId, passwordHash)
  await sessions(tx).removeOthers(accountId, keep)
  await tellCredentialsChanged(ctx, tx, accountId)
  const event: PasswordChanged = { type: 'account.password-changed', accountId }
  await ctx.publish(tx, event)
  await recordAudit(ctx.within(tx), {
    action: 'accounts.password_changed',
    subject: { kind: 'account', id: accountId },
  })
}
