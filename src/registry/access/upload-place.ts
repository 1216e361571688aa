import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { isId } from '../../platform/ids.ts'
import { uploadBusy, uploadUnknown } from '../domain/errors.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { type UploadId, uploads } from '../store/uploads.ts'

/** Milliseconds: storing the last bytes of a request takes less, another request that is still sending takes more. */
const patience = 2_000

/** An upload and how many of its bytes are safely stored. */
export interface UploadProgress {
  readonly repository: string
  readonly uploadId: UploadId
  readonly size: number
}

/** The upload as it stands; throws registry.upload_unknown also for one of another repository. */
export async function findUpload(ctx: Context, repository: string, uploadId: string): Promise<UploadProgress> {
  if (!isId(uploadId)) throw uploadUnknown()
  const id = uploadId as UploadId
  const isOpen = await ctx.transaction((tx) => uploads(tx).isOpen(id, repository))
  const stored = isOpen ? await ctx.ports.blobs.find(id) : undefined
  if (!stored) throw uploadUnknown()
  return { repository, uploadId: id, size: stored.size }
}

/**
 * Lets one request at a time write to an upload: two would mix their bytes. Who comes back after a lost connection may be
 * faster than the end of the request before, and is kept waiting for it for a moment. Throws registry.upload_busy.
 */
export async function alone<T>(ctx: Context, uploadId: string, work: () => Promise<T>): Promise<T> {
  const { busyUploads } = memoryOf(ctx)
  const before = busyUploads.get(uploadId)
  if (before) await Promise.race([before, wait(patience, undefined, { ref: false })])
  if (busyUploads.has(uploadId)) throw uploadBusy()
  const result = work()
  const end = result.then(ignore, ignore).finally(() => busyUploads.delete(uploadId))
  busyUploads.set(uploadId, end)
  return result.finally(() => end)
}

function ignore(): void {}
