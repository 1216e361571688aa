import { recordAudit } from '../audit/index.ts'
import type { Role } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import type { AccountId } from './domain/account.ts'
import { linkNotValid, setUpAlready } from './domain/errors.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { readSignUp, type SignUp } from './sign-up.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'
import { roleGrants } from './store/role-grants.ts'

export interface SetUpFirstOperator extends SignUp {
  readonly token: string
  readonly client?: string
}

// public: the one-time link is the proof; it is shown only where the program runs.
/**
 * Makes the first operator, who may sign in at once: whoever holds the link stands at the machine, so the address needs
 * no confirmation. Throws linkNotValid, setUpAlready, invalidSignUp, nameTaken.
 */
export async function setUpFirstOperator(ctx: Context, input: SetUpFirstOperator): Promise<OpenedSession> {
  const person = readSignUp(input)
  const passwordHash = await hashPassword(input.password)
  const now = ctx.clock.now()
  const account = { ...person, id: ctx.newId() as AccountId, emailVerified: true, createdAt: now }
  const roles: readonly Role[] = ['operator']
  const address = ctx.actor.kind === 'anonymous' ? (ctx.actor.address ?? '') : ''
  return ctx.transaction(async (tx) => {
    if (!(await oneTimeTokens(tx).useSetup(hashToken(input.token), now))) throw linkNotValid()
    if ((await roleGrants(tx).withRole('operator')).length > 0) throw setUpAlready()
    await accounts(tx).insertPerson(account, passwordHash)
    await roleGrants(tx).replace(account.id, roles, 'setup link', now)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.operator_set_up',
      subject: { kind: 'account', id: account.id, name: account.name },
      after: { roles },
    })
    return openSession(ctx.within(tx), { account, roles, client: input.client ?? '', address })
  })
}
