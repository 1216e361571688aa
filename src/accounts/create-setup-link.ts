import { after, hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { authorizeSystem } from './authorize.ts'
import { setUpAlready } from './domain/errors.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'
import { roleGrants } from './store/role-grants.ts'

/** True when somebody has the operator's role. */
export async function hasOperator(ctx: Context): Promise<boolean> {
  authorizeSystem(ctx)
  const operators = await ctx.transaction((tx) => roleGrants(tx).withRole('operator'))
  return operators.length > 0
}

/** Makes the one-time link by which the first operator signs up; it works for 24 hours. Throws setUpAlready. */
export async function createSetupLink(ctx: Context): Promise<{ readonly url: string; readonly expiresAt: Date }> {
  authorizeSystem(ctx)
  const token = newToken()
  const now = ctx.clock.now()
  const expiresAt = after(now, hours(24))
  await ctx.transaction(async (tx) => {
    if ((await roleGrants(tx).withRole('operator')).length > 0) throw setUpAlready()
    await oneTimeTokens(tx).insertSetup(hashToken(token), now, expiresAt)
  })
  return { url: `${ctx.settings.publicUrl}/setup?token=${token}`, expiresAt }
}
