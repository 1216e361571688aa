import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { BlobDamage } from './domain/blob-damage.ts'
import { damages } from './store/damages.ts'
import { verifications } from './store/verifications.ts'
import { verifiedFor } from './verify-blobs.ts'

const mostListed = 200

/** How the stored bytes are, as far as they were read again. */
export interface StoredHealth {
  /** Blobs that are damaged now. */
  readonly damaged: number
  /** Open findings first, newest first, 200 at most. */
  readonly findings: readonly BlobDamage[]
  /** Not read in the last 30 days. */
  readonly due: { readonly blobs: number; readonly bytes: number; readonly oldest?: Date }
  /** Bytes per second at which blobs are read again; 0: they are not. */
  readonly rate: number
}

/** Damaged blobs and how far re-reading is behind, for operators. */
export async function listDamage(ctx: Context): Promise<StoredHealth> {
  authorize(ctx, 'registry.administer')
  const before = new Date(ctx.clock.now().getTime() - verifiedFor)
  return ctx.transaction(async (tx) => ({
    damaged: await damages(tx).count(),
    findings: await damages(tx).list(mostListed),
    due: await verifications(tx).backlog(before),
    rate: ctx.settings.verifyRate ?? 0,
  }))
}
