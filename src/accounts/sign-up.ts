import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import type { FieldProblem } from '../platform/errors.ts'
import { countMail } from './count-mail.ts'
import { type Account, type AccountId, emailProblem, nameProblem, plainName } from './domain/account.ts'
import { invalidSignUp } from './domain/errors.ts'
import type { AccountSignedUp, EmailClaimed, VerificationRequested } from './domain/events.ts'
import { passwordProblem } from './domain/password.ts'
import { accounts } from './store/accounts.ts'

export interface SignUp {
  readonly username: string
  readonly email: string
  readonly password: string
  readonly fullName?: string
}

// public: anybody may have an account (STO-002).
/**
 * Makes an account that may sign in once its address is confirmed. The answer is the same when the address belongs to
 * somebody already: then its owner gets a mail, and the stranger learns nothing. Throws invalidSignUp, nameTaken.
 */
export async function signUp(ctx: Context, input: SignUp): Promise<Account> {
  const person = readSignUp(input)
  const passwordHash = await hashPassword(input.password)
  const account = { ...person, id: ctx.newId() as AccountId, emailVerified: false, createdAt: ctx.clock.now() }
  await ctx.transaction(async (tx) => {
    const owner = await accounts(tx).byConfirmedEmail(account.email)
    await accounts(tx).insertPerson(account, passwordHash)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.signed_up',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
    const signedUp: AccountSignedUp = { type: 'account.signed-up', accountId: account.id }
    await ctx.publish(tx, signedUp)
    if (!(await countMail(ctx, tx, owner ? 'claim' : 'verify', account.email))) return
    const mail: EmailClaimed | VerificationRequested = owner
      ? { type: 'account.email-claimed', accountId: owner.id, requestId: ctx.newId() }
      : { type: 'account.verification-requested', accountId: account.id, requestId: ctx.newId() }
    await ctx.publish(tx, mail)
  })
  return account
}

/** The entries in their plain form. Throws invalidSignUp with every problem at once. */
export function readSignUp(input: SignUp) {
  const name = plainName(input.username)
  const email = input.email.trim()
  const fields: FieldProblem[] = []
  const note = (field: string, message: string | undefined) => message && fields.push({ field, message })
  note('username', nameProblem(name))
  note('email', emailProblem(email))
  note('password', passwordProblem(input.password, { name, email }))
  if (fields.length > 0) throw invalidSignUp({ fields })
  return { kind: 'user' as const, name, email, fullName: (input.fullName ?? '').trim() }
}
