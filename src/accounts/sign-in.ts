import { recordAudit } from '../audit/index.ts'
import type { Role } from '../platform/actor.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { checkPassword } from './check-password.ts'
import type { Account } from './domain/account.ts'
import { roleGrants } from './store/roles.ts'
import { sessions } from './store/sessions.ts'

export interface SignIn {
  /** User name or e-mail address. */
  readonly username: string
  readonly password: string
  readonly address: string
  /** The browser, as it names itself. */
  readonly client: string
}

/** A new session; the token goes into the cookie and is stored nowhere. */
export interface SignedIn {
  readonly account: Account
  readonly roles: readonly Role[]
  readonly token: string
  readonly expiresAt: Date
}

/** Sessions end after this long without a visit. */
export const sessionLife = days(30)

// public: this is how somebody becomes known.
/** Signs a person in: checks the password, opens a session. Throws as `checkPassword` does. */
export async function signIn(ctx: Context, input: SignIn): Promise<SignedIn> {
  const account = await checkPassword(ctx, {
    name: input.username,
    password: input.password,
    address: input.address,
  })
  return openSession(ctx, account, input)
}

/** Opens a session for a person whose identity is established. */
export async function openSession(
  ctx: Context,
  account: Account,
  from: { readonly address: string; readonly client: string },
): Promise<SignedIn> {
  const token = newToken('')
  const now = ctx.clock.now()
  const expiresAt = after(now, sessionLife)
  return ctx.transaction(async (tx) => {
    const session = {
      id: ctx.newId<'session'>(),
      accountId: account.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      address: from.address,
      client: from.client.slice(0, 300),
    }
    await sessions(tx).insert(session, hashToken(token))
    const roles = await roleGrants(tx).of(account.id)
    const actor = { kind: 'user' as const, accountId: account.id, name: account.name, roles, sessionId: session.id }
    await recordAudit(ctx.as(actor).within(tx), {
      action: 'accounts.signed_in',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
    return { account, roles, token, expiresAt }
  })
}
