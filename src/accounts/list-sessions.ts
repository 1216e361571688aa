import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import type { Session } from './domain/session.ts'
import { sessions } from './store/sessions.ts'

/** The caller's open sessions, last used first; `current` marks the one that asks. */
export async function listSessions(ctx: Context): Promise<(Session & { readonly current: boolean })[]> {
  const accountId = authorizeSignedIn(ctx)
  const found = await ctx.transaction((tx) => sessions(tx).list(accountId, ctx.clock.now()))
  const own = ctx.actor.kind === 'user' ? ctx.actor.sessionId : undefined
  return found.map((session) => ({ ...session, current: session.id === own }))
}
