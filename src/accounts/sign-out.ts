import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import { sessions } from './store/sessions.ts'

// public: a stranger has nothing to end, and hears no refusal.
/** Ends the caller's own session. Calling it again changes nothing. */
export async function signOut(ctx: Context): Promise<void> {
  const { actor } = ctx
  if (actor.kind !== 'user') return
  const accountId = authorizeSignedIn(ctx)
  await ctx.transaction((tx) => sessions(tx).remove(accountId, actor.sessionId))
}
