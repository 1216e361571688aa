import type { Actor } from '../platform/actor.ts'
import { after, minutes } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { sessionLife } from './sign-in.ts'
import { sessions } from './store/sessions.ts'

/** The cookie's name. With `__Host-` browsers accept it over https only, for this host only. */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-chandlery' : 'chandlery'
}

// public: it finds out who calls.
/** The person behind a session cookie; undefined when the session is over. A visit extends it. */
export async function authenticateSession(
  ctx: Context,
  input: { readonly token: string; readonly address: string },
): Promise<Actor | undefined> {
  return ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const found = await sessions(tx).find(hashToken(input.token), now)
    if (!found) return undefined
    const { session, name, roles } = found
    if (session.lastSeenAt < after(now, -minutes(5))) {
      await sessions(tx).touch(session.id, now, after(now, sessionLife), input.address)
    }
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
