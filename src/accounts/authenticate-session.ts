import type { Actor } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, isWellFormedToken } from '../platform/crypto/tokens.ts'
import { isDueForSight, sessionEnd } from './domain/session.ts'
import { sessions } from './store/sessions.ts'

// public: the cookie is the proof.
/** The person whose session the cookie opens; undefined when it opens none. Use keeps a session alive for 30 days. */
export async function authenticateSession(
  ctx: Context,
  input: { readonly token: string; readonly address: string },
): Promise<Actor | undefined> {
  if (!isWellFormedToken(input.token)) return undefined
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const open = await sessions(tx).open(hashToken(input.token), now)
    if (!open) return undefined
    const { session, name, roles } = open
    if (isDueForSight(session, now)) await sessions(tx).seen(session.id, now, sessionEnd(now), input.address)
    return {
      kind: 'user',
      accountId: session.accountId,
      name,
      roles,
      sessionId: session.id,
      address: input.address,
    }
  })
}
