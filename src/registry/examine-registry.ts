import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { trustedKeys } from './access/token-keys.ts'
import { examineCollectorQueue } from './doctor/collector-queue.ts'
import { examineManifestBytes, examineReferences, examineTotals } from './doctor/kept-manifests.ts'
import { examineStorage } from './doctor/storage.ts'
import { examineStoredBytes } from './doctor/stored-bytes.ts'
import { examineUploads } from './doctor/unfinished-uploads.ts'
import type { Examination } from './domain/finding.ts'

/** What was looked at. */
export interface ExaminedRegistry {
  readonly blobs: number
  /** Stored bytes. */
  readonly bytes: number
  readonly manifests: number
  readonly uploads: number
}

/**
 * Compares database and blob store both ways, manifests with their digests, and rows with one another; repairs what can be
 * repaired when it is told to. Page by page, so it takes as little memory for a large store as for a small one, and it may
 * look while the store works. Blobs are not read: that is what verifyBlobs does. For operators.
 */
export async function examineRegistry(ctx: Context, examination: Examination): Promise<ExaminedRegistry> {
  authorize(ctx, 'registry.administer')
  if ((await trustedKeys(ctx)).length === 0) {
    examination.report({
      check: 'signing key',
      problem: 'There is no key that signs pull tokens.',
      advice: 'Start the store: it makes one.',
    })
  }
  const { blobs, bytes, uploads } = await examineStored(ctx, examination)
  const manifests = await examineManifestBytes(ctx, examination)
  await examineReferences(ctx, examination)
  await examineTotals(ctx, examination)
  await examineCollectorQueue(ctx, examination)
  return { blobs, bytes, manifests, uploads }
}

/** Everything that needs the storage, provided that it can be used. */
async function examineStored(ctx: Context, examination: Examination): Promise<Omit<ExaminedRegistry, 'manifests'>> {
  if (!(await examineStorage(ctx, examination))) return { blobs: 0, bytes: 0, uploads: 0 }
  const stored = await examineStoredBytes(ctx, examination)
  return { ...stored, uploads: await examineUploads(ctx, examination) }
}
