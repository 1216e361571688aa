import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { newTokenKey } from '../platform/crypto/signed-token.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { signingKeys } from './store/signing-keys.ts'

/** Signs with a new key from now on; tokens of the old one stay good until they end (AUT-053). Answers the new key's id. */
export async function rotateTokenKey(ctx: Context): Promise<string> {
  await authorize(ctx, 'registry.administer')
  const fresh = await newTokenKey()
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    const old = await signingKeys(tx).current()
    if (old) await signingKeys(tx).retire(old.kid, now)
    await signingKeys(tx).insert(fresh, now)
    await recordAudit(ctx.within(tx), {
      action: 'registry.token_key_rotated',
      subject: { kind: 'signing_key', id: fresh.kid },
      ...(old && { before: old.kid }),
    })
  })
  const memory = memoryOf(ctx)
  memory.signer = undefined
  memory.check = undefined
  return fresh.kid
}
