import { after } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { Account } from './domain/account.ts'
import { failureWindow, mostMails } from './domain/sign-in-limit.ts'
import { signInFailures } from './store/sign-in-failures.ts'

// public: a step of what strangers may ask for; it only counts.
/** True when one more mail with a link may go to the account now. A stranger's word sends five in 15 minutes at most. */
export async function mayMail(ctx: Context, tx: Tx, purpose: string, { id }: Account): Promise<boolean> {
  const key = `mail:${purpose}:${id}`
  const now = ctx.clock.now()
  const sent = (await signInFailures(tx).since([key], after(now, -failureWindow))).get(key) ?? []
  if (sent.length >= mostMails) return false
  await signInFailures(tx).add([key], now, ctx.newId())
  return true
}
