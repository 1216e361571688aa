import { recordAudit } from '../audit/index.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import type { Tx } from '../platform/db/database.ts'
import { type Account, signUpProblems } from './domain/account.ts'
import { badSignUp, nameTaken } from './domain/errors.ts'
import type { AddressTaken, VerificationRequested } from './domain/events.ts'
import { mayMail } from './may-mail.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'

export interface SignUp {
  readonly username: string
  readonly email: string
  readonly password: string
  readonly fullName?: string
}

// public: anybody may open an account.
/**
 * Opens an account and mails a link that confirms the address (STO-002). An address that is in use is not betrayed: the
 * name is taken all the same, and the owner of the address gets a mail instead of the link. Throws `accounts.bad_sign_up`, `accounts.name_taken`.
 */
export async function signUp(ctx: Context, input: SignUp): Promise<Account> {
  const fields = signUpProblems(input)
  if (fields.length > 0) throw badSignUp({ fields })
  const passwordHash = await hashPassword(input.password)
  const account: Account = {
    id: ctx.newId<'account'>(),
    kind: 'user',
    name: input.username,
    fullName: input.fullName?.trim() || input.username,
    email: input.email,
    emailVerified: false,
    createdAt: ctx.clock.now(),
  }
  return ctx.transaction(async (tx) => {
    if (await accounts(tx).byName(input.username)) {
      const message = 'This name is taken. Choose another one.'
      throw nameTaken({ name: input.username, fields: [{ field: 'username', message }] })
    }
    const owner = await accounts(tx).byEmail(input.email)
    await accounts(tx).insert(account, passwordHash)
    if (owner?.emailVerified) await tellOwner(ctx, tx, owner)
    else await requestVerification(ctx, tx, account)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.signed_up',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
    return account
  })
}

async function tellOwner(ctx: Context, tx: Tx, { id, email, name }: Account): Promise<void> {
  const event: AddressTaken = { type: 'account.address-taken', accountId: id, email: email ?? '', name }
  await ctx.publish(tx, event)
}

/** Makes a new link for the address and has it mailed. */
export async function requestVerification(ctx: Context, tx: Tx, account: Account): Promise<void> {
  if (!(await mayMail(ctx, tx, 'verify_email', account))) return
  const token = newToken('')
  const expiresAt = after(ctx.clock.now(), days(2))
  await oneTimeTokens(tx).insert(hashToken(token), 'verify_email', account.id, expiresAt)
  const event: VerificationRequested = {
    type: 'account.verification-requested',
    accountId: account.id,
    email: account.email ?? '',
    name: account.fullName,
    link: `${ctx.settings.publicUrl}/verify-email?token=${token}`,
  }
  await ctx.publish(tx, event)
}
