import { after, minutes, seconds } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { newTokenKey, type TokenKey, tokenCheck } from '../../platform/crypto/signed-token.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { signingKeys } from '../store/signing-keys.ts'

/** Lifetime of a pull token (AUT-009). */
export const tokenLifetimeSeconds = 300
/** A retired key is believed for the lifetime of its last token and ten minutes (AUT-053). */
const retirement = seconds(tokenLifetimeSeconds) + minutes(10)
/** How long a replica may go on signing with a key that another one has retired. */
const signerFreshness = minutes(1)
/** How long keys are believed without asking the database again; an unknown key asks at once, but not more often than this. */
const checkFreshness = minutes(5)
const reloadPause = seconds(5)

/** The key that signs now; made at first start. */
export async function signingKey(ctx: Context): Promise<TokenKey> {
  const memory = memoryOf(ctx)
  const now = ctx.clock.now()
  if (memory.signer && memory.signer.until > now) return memory.signer.key
  const stored = await ctx.transaction((tx) => signingKeys(tx).current())
  const key = stored ?? (await firstKey(ctx))
  memory.signer = { key, until: after(now, signerFreshness) }
  return key
}

async function firstKey(ctx: Context): Promise<TokenKey> {
  const fresh = await newTokenKey()
  return ctx.transaction(async (tx) => {
    await signingKeys(tx).insert(fresh, ctx.clock.now())
    return (await signingKeys(tx).current()) ?? fresh
  })
}

/** Keys whose tokens are believed, for the JWKS document. */
export async function trustedKeys(ctx: Context): Promise<readonly TokenKey[]> {
  const before = new Date(ctx.clock.now().getTime() - retirement)
  return ctx.transaction((tx) => signingKeys(tx).trusted(before))
}

/** Checks a token with the keys at hand, and once more with fresh ones when its key is not among them. */
export async function checkToken(ctx: Context, token: string) {
  const expected = { issuer: ctx.settings.publicUrl, audience: ctx.settings.registryHost, now: ctx.clock.now() }
  const check = await currentCheck(ctx, checkFreshness)
  const verdict = await check(token, expected)
  if (verdict.ok || !verdict.unknownKey) return verdict
  const fresher = await currentCheck(ctx, reloadPause)
  return fresher === check ? verdict : fresher(token, expected)
}

async function currentCheck(ctx: Context, freshness: number) {
  const memory = memoryOf(ctx)
  const now = ctx.clock.now()
  if (memory.check && after(memory.check.loadedAt, freshness) > now) return memory.check.run
  await signingKey(ctx)
  const keys = await trustedKeys(ctx)
  const run = tokenCheck(keys.map((key) => key.publicJwk))
  memory.check = { run, loadedAt: now }
  return run
}
