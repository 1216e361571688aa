import { recordAudit } from '../audit/index.ts'
import type { Actor, Role } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import type { Account } from './domain/account.ts'
import { type Session, type SessionId, sessionEnd } from './domain/session.ts'
import { sessions } from './store/sessions.ts'

/** A session that was just opened; the token goes into the cookie and is kept nowhere. */
export interface OpenedSession {
  readonly session: Session
  readonly token: string
  readonly actor: Actor
}

// public: the caller has seen the proof, such as a password.
/** Opens a session for a person who has just shown who they are. */
export async function openSession(
  ctx: Context,
  input: {
    readonly account: Account
    readonly roles: readonly Role[]
    readonly client: string
    readonly address: string
  },
): Promise<OpenedSession> {
  const { account, roles, address } = input
  const now = ctx.clock.now()
  const token = newToken()
  const session: Session = {
    id: ctx.newId() as SessionId,
    accountId: account.id,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: sessionEnd(now),
    address,
    client: input.client.slice(0, 300),
  }
  const actor: Actor = {
    kind: 'user',
    accountId: account.id,
    name: account.name,
    roles,
    sessionId: session.id,
    address,
  }
  await ctx.transaction(async (tx) => {
    await sessions(tx).insert(session, hashToken(token))
    await recordAudit(ctx.within(tx).as(actor), {
      action: 'accounts.signed_in',
      subject: { kind: 'account', id: account.id, name: account.name },
    })
  })
  return { session, token, actor }
}
