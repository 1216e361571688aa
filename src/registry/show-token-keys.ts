import type { Context } from '../platform/context.ts'
import { trustedKeys } from './access/token-keys.ts'

// public: the public halves of the keys are for everybody who checks our tokens.
/** The keys that check our tokens, as a JWKS document (AUT-048). */
export async function showTokenKeys(ctx: Context): Promise<{ readonly keys: readonly object[] }> {
  const keys = await trustedKeys(ctx)
  return { keys: keys.map((key) => key.publicJwk) }
}
