import { recordAudit } from '../audit/index.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { failureWindow } from './domain/sign-in-limit.ts'
import { accessTokens } from './store/access-tokens.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'
import { sessions } from './store/sessions.ts'
import { signInFailures } from './store/sign-in-failures.ts'

/** Whoever has not confirmed an address by then may sign up again. */
const unconfirmedKept = days(7)

/** Longer than anything lives that was made from a token. */
const revokedKept = days(1)

// public: run by the queue only.
/** Removes what has expired: sessions, links, counted failures, accounts that nobody confirmed. */
export async function sweepExpired(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await sessions(tx).removeExpired(now)
    await oneTimeTokens(tx).removeExpired(now)
    await accessTokens(tx).removeRevoked(after(now, -revokedKept))
    await signInFailures(tx).removeBefore(after(now, -failureWindow))
    const forgotten = await accounts(tx).removeUnconfirmed(after(now, -unconfirmedKept))
    if (forgotten.length === 0) return
    await recordAudit(ctx.within(tx), {
      action: 'accounts.unconfirmed_removed',
      subject: { kind: 'account', id: 'unconfirmed' },
      details: { names: forgotten },
    })
  })
}
