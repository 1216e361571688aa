import { after } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { failureWindow } from './domain/sign-in-limit.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'
import { sessions } from './store/sessions.ts'
import { signInFailures } from './store/sign-in-failures.ts'

// public: run by the queue only.
/** Removes what has expired: sessions, links, counted failures. */
export async function sweepExpired(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await sessions(tx).removeExpired(now)
    await oneTimeTokens(tx).removeExpired(now)
    await signInFailures(tx).removeBefore(after(now, -failureWindow))
  })
}
