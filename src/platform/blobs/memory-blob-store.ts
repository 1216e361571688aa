import { Readable } from 'node:stream'
import { type Clock, systemClock } from '../clock.ts'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import type { BlobStore, BlobUpload, Digest } from './blob-store.ts'
import { checkUploadId, digestOf, splitDigest } from './digest.ts'
import {
  blobDigestMismatch,
  blobNotFound,
  blobOffsetMismatch,
  blobTooLarge,
  rangeNotSatisfiable,
  uploadExists,
  uploadNotFound,
} from './errors.ts'

interface MemoryUpload {
  chunks: Buffer[]
  readonly startedAt: Date
}

/** Where a memory store keeps things: give the same one to a second store to play a restart. */
export interface BlobMemory {
  readonly blobs: Map<string, Buffer>
  readonly uploads: Map<string, MemoryUpload>
  /** What was set aside. */
  readonly damaged: Map<string, Buffer>
}

export const blobMemory = (): BlobMemory => ({ blobs: new Map(), uploads: new Map(), damaged: new Map() })

/** A blob store for tests: nothing touches the disk. */
export function memoryBlobStore(memory: BlobMemory = blobMemory(), clock: Clock = systemClock): BlobStore {
  const { blobs, uploads, damaged } = memory
  const mustFind = (uploadId: string): MemoryUpload => {
    checkUploadId(uploadId)
    const upload = uploads.get(uploadId)
    if (!upload) throw uploadNotFound({ uploadId })
    return upload
  }
  const store: BlobStore = {
    async start(uploadId) {
      checkUploadId(uploadId)
      if (uploads.has(uploadId)) throw uploadExists({ uploadId })
      uploads.set(uploadId, { chunks: [], startedAt: clock.now() })
      return { id: uploadId, size: 0 }
    },
    async find(uploadId) {
      checkUploadId(uploadId)
      const upload = uploads.get(uploadId)
      return upload && state(uploadId, upload)
    },
    async append(uploadId, offset, source, limit = Number.POSITIVE_INFINITY) {
      const upload = mustFind(uploadId)
      const expected = sizeOf(upload)
      if (offset !== expected) throw blobOffsetMismatch({ uploadId, expected, actual: offset })
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        if (sizeOf(upload) + chunk.byteLength > limit) throw blobTooLarge({ limit })
        upload.chunks.push(Buffer.from(chunk))
      }
      return state(uploadId, upload)
    },
    async commit(uploadId, digest) {
      const { algorithm } = splitDigest(digest)
      const content = Buffer.concat(mustFind(uploadId).chunks)
      uploads.delete(uploadId)
      const actual = digestOf(content, algorithm)
      if (actual !== digest) throw blobDigestMismatch({ expected: digest, actual })
      blobs.set(digest, content)
      return { size: content.length }
    },
    async cancel(uploadId) {
      checkUploadId(uploadId)
      uploads.delete(uploadId)
    },
    async staleUploads(before) {
      return [...uploads].filter(([, upload]) => upload.startedAt < before).map(([uploadId]) => uploadId)
    },
    async put(content, algorithm = 'sha256') {
      const digest = digestOf(content, algorithm)
      blobs.set(digest, Buffer.from(content))
      return { digest, size: content.byteLength }
    },
    async stat(digest) {
      splitDigest(digest)
      const content = blobs.get(digest)
      return content && { size: content.length }
    },
    async read(digest, range) {
      splitDigest(digest)
      const content = blobs.get(digest)
      if (!content) throw blobNotFound({ digest })
      const start = range?.start ?? 0
      if (start > 0 && start >= content.length) throw rangeNotSatisfiable({ start, size: content.length })
      return Readable.from([content.subarray(start, (range?.end ?? content.length - 1) + 1)])
    },
    async remove(digest) {
      splitDigest(digest)
      blobs.delete(digest)
    },
    async setAside(digest) {
      splitDigest(digest)
      const content = blobs.get(digest)
      if (content) damaged.set(digest, content)
      blobs.delete(digest)
    },
    async list(after, limit) {
      if (after !== undefined) splitDigest(after)
      return [...blobs]
        .map(([digest, content]) => ({ digest: digest as Digest, size: content.length }))
        .filter(({ digest }) => after === undefined || digest > after)
        .sort((a, b) => (a.digest < b.digest ? -1 : 1))
        .slice(0, limit)
    },
  }
  return guarded(store)
}

const sizeOf = (upload: MemoryUpload): number => upload.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
const state = (id: string, upload: MemoryUpload): BlobUpload => ({ id, size: sizeOf(upload) })

/** Memory is fast enough for anywhere; a real store is not, so the test double refuses what it would refuse. */
function guarded(store: BlobStore): BlobStore {
  return new Proxy(store, {
    get(target, name: keyof BlobStore) {
      const method = target[name] as ((...args: unknown[]) => Promise<unknown>) | undefined
      return (
        method &&
        (async (...args: unknown[]) => {
          assertOutsideTransaction('The blob store')
          return method(...args)
        })
      )
    },
  })
}
