import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { BlobStore } from './blob-store.ts'
import { openFsBlobStore } from './fs-blob-store.ts'
import type { S3Settings } from './s3-settings.ts'

/** Where bytes are kept: in a bucket when one is named, else in the data folder. */
export interface OpenBlobStores {
  readonly dataDir: string
  readonly clock: Clock
  readonly s3?: { readonly settings: S3Settings; readonly prefix: string } | undefined
}

/** Opens the stores of the ports `blobs` and `files`. Throws `blobs.bucket_refused`. */
export async function openBlobStores(options: OpenBlobStores): Promise<{ blobs: BlobStore; files: BlobStore }> {
  const open = options.s3 ? await inBucket(options.s3, options.clock) : inFolder(options)
  return { blobs: await open('blobs'), files: await open('files') }
}

function inFolder({ dataDir, clock }: OpenBlobStores) {
  return (name: string) => openFsBlobStore({ directory: join(dataDir, name), clock })
}

async function inBucket({ settings, prefix }: NonNullable<OpenBlobStores['s3']>, clock: Clock) {
  // The SDK is large: a store on a disk never loads it.
  const { openS3BlobStore } = await import('./s3-blob-store.ts')
  return (name: string) => openS3BlobStore({ settings, prefix: `${prefix}${name}/`, clock })
}
