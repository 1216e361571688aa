import type { Context } from '../platform/context.ts'
import { authorizeInPerson } from './authorize.ts'
import { checkPassword } from './check-password.ts'
import { signInFirst } from './domain/errors.ts'
import { hashNew, replacePassword } from './replace-password.ts'
import { accounts } from './store/accounts.ts'

export interface ChangePassword {
  readonly current: string
  readonly next: string
  readonly address: string
}

/**
 * Changes the caller's password. Other sessions and stored docker logins end (AUT-047).
 * Throws `accounts.bad_credentials`, `accounts.bad_password`.
 */
export async function changePassword(ctx: Context, input: ChangePassword): Promise<void> {
  const accountId = authorizeInPerson(ctx)
  const account = await ctx.transaction((tx) => accounts(tx).byId(accountId))
  if (!account) throw signInFirst()
  await checkPassword(ctx, { name: account.name, password: input.current, address: input.address })
  const passwordHash = await hashNew(account, input.next, 'next')
  const keep = ctx.actor.kind === 'user' ? ctx.actor.sessionId : undefined
  await ctx.transaction((tx) => replacePassword(ctx, tx, account.id, passwordHash, keep))
}
