import { recordAudit } from '../audit/index.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { authorize } from './authorize.ts'
import { type Account, signUpProblems } from './domain/account.ts'
import { badLink, badSignUp, operatorExists } from './domain/errors.ts'
import { openSession, type SignedIn } from './sign-in.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'
import { roleGrants } from './store/roles.ts'

// public: asked by the program at start.
/** True when somebody runs this store already. */
export async function hasOperator(ctx: Context): Promise<boolean> {
  return (await ctx.transaction((tx) => roleGrants(tx).withRole('operator'))).length > 0
}

/** Makes a link that lets one person become the first operator; earlier links end. Throws `accounts.operator_exists`. */
export async function createSetupLink(ctx: Context): Promise<{ url: string; expiresAt: Date }> {
  authorize(ctx, 'accounts.administer')
  const token = newToken('')
  const expiresAt = after(ctx.clock.now(), days(1))
  await ctx.transaction(async (tx) => {
    if ((await roleGrants(tx).lockOperators()).length > 0) throw operatorExists()
    await oneTimeTokens(tx).insert(hashToken(token), 'setup', null, expiresAt)
  })
  return { url: `${ctx.settings.publicUrl}/setup?token=${token}`, expiresAt }
}

export interface SetUpFirstOperator {
  readonly token: string
  readonly username: string
  readonly email: string
  readonly password: string
  readonly address: string
  readonly client: string
}

// public: the link is the permission.
/** Makes the first operator by the setup link, and signs them in. Throws `accounts.bad_link`, `accounts.bad_sign_up`. */
export async function setUpFirstOperator(ctx: Context, input: SetUpFirstOperator): Promise<SignedIn> {
  const fields = signUpProblems(input)
  if (fields.length > 0) throw badSignUp({ fields })
  const passwordHash = await hashPassword(input.password)
  const now = ctx.clock.now()
  const account: Account = {
    id: ctx.newId<'account'>(),
    kind: 'user',
    name: input.username,
    fullName: input.username,
    email: input.email,
    emailVerified: true,
    createdAt: now,
  }
  await ctx.transaction(async (tx) => {
    const operators = await roleGrants(tx).lockOperators()
    const found = await oneTimeTokens(tx).use(hashToken(input.token), 'setup', now)
    if (!found) throw badLink()
    if (operators.length > 0) throw operatorExists()
    await accounts(tx).insert(account, passwordHash)
    await roleGrants(tx).replace(account.id, ['operator'], now)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.first_operator_set_up',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
  })
  return openSession(ctx, account, input)
}
