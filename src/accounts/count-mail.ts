import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { mailLimit, secondsToWait } from './domain/attempts.ts'
import { attempts } from './store/attempts.ts'

// public: only counts; strangers ask for these mails before they can sign in.
/** True when another mail of this purpose may go to the address now; the mail is counted. */
export async function countMail(ctx: Context, tx: Tx, purpose: string, email: string): Promise<boolean> {
  const limits = [mailLimit(purpose, email)]
  const now = ctx.clock.now()
  return secondsToWait(limits, await attempts(tx).count(limits, now), now) === undefined
}
