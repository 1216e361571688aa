import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'
import { blobBeingRemoved, uploadUnknown } from '../domain/errors.ts'
import { claims } from '../store/claims.ts'
import type { UploadId } from '../store/uploads.ts'
import { endAbandonedRemovals } from './removals.ts'

/** A removal takes milliseconds; after 10 s of looking the client is asked to come back. */
const looks = 100
const pause = 100

/**
 * Claims the digest for an upload that is about to be committed: from here until the upload's row is gone nobody removes
 * those bytes. Waits for a removal that is under way, and ends one that was abandoned.
 * Throws registry.upload_unknown, registry.blob_being_removed.
 */
export async function claimDigest(ctx: Context, uploadId: UploadId, digest: Digest): Promise<void> {
  for (let look = 1; look <= looks; look++) {
    const outcome = await ctx.transaction(async (tx) => {
      await claims(tx).lock(digest)
      return claims(tx).claim(uploadId, digest, ctx.clock.now())
    })
    if (outcome === 'claimed') return
    if (outcome === 'unknown upload') throw uploadUnknown()
    if ((await endAbandonedRemovals(ctx, digest)) === 0) await wait(pause)
  }
  throw blobBeingRemoved({ digest, retryAfter: 5 })
}
