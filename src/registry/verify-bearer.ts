import type { Context } from '../platform/context.ts'
import { type Access, accessFrom } from './access/access.ts'
import { checkToken } from './access/token-keys.ts'
import { tokenInvalid } from './domain/errors.ts'
import { memoryOf, tokenKey } from './memory/registry-memory.ts'

const longestToken = 16 * 1024

// public: this is the check of the bearer token itself.
/**
 * What a bearer token allows, checked here and never by asking the token server (AUT-006).
 * Throws registry.token_invalid. Verified tokens are remembered by hash until they end.
 */
export async function verifyBearer(ctx: Context, token: string): Promise<Access> {
  if (token.length > longestToken) throw tokenInvalid({ why: 'it is too long' })
  const { tokens } = memoryOf(ctx)
  const key = tokenKey(token)
  const known = tokens.get(key, ctx.clock.now())
  if (known) return known
  const verdict = await checkToken(ctx, token)
  if (!verdict.ok) throw tokenInvalid({ why: verdict.why })
  const access = accessFrom(verdict.claims)
  tokens.set(key, access, new Date(access.expires * 1000))
  return access
}
