import { createHash } from 'node:crypto'
import type { Context } from '../platform/context.ts'
import { isBlobMissing } from './access/blob-errors.ts'
import { algorithmOf, type Digest, digestOf } from './domain/digest.ts'
import { imageDamaged, manifestUnknown } from './domain/errors.ts'
import { neededBlobs, parseManifest } from './domain/manifest.ts'
import { manifests } from './store/manifests.ts'

export interface VerifyImage {
  readonly repository: string
  readonly digest: Digest | string
}

/** What was read and found to be right. */
export interface VerifiedImage {
  readonly manifests: number
  readonly blobs: number
  readonly bytes: number
}

// public: it reads and compares; the caller has authorized the publishing that needs it.
/**
 * Reads every byte of an image again and compares it with its digests (STO-078). Outside of transactions: it reads blobs.
 * Throws registry.manifest_unknown and registry.image_damaged.
 */
export async function verifyImage(ctx: Context, input: VerifyImage): Promise<VerifiedImage> {
  const { repository } = input
  const digest = input.digest as Digest
  const tree = await ctx.transaction((tx) => manifests(tx).tree(repository, digest))
  if (tree.length === 0) throw manifestUnknown({ repository, reference: digest })
  const checked = new Set<Digest>()
  let bytes = 0
  for (const { manifest } of tree) {
    if (digestOf(manifest.bytes, algorithmOf(manifest.digest)) !== manifest.digest) {
      throw imageDamaged({ digest: manifest.digest, why: 'the manifest differs' })
    }
    bytes += manifest.bytes.byteLength
    for (const blob of neededBlobs(parseManifest(manifest.bytes, manifest.mediaType))) {
      if (checked.has(blob.digest)) continue
      checked.add(blob.digest)
      bytes += await verifyBlob(ctx, blob.digest, blob.size)
    }
  }
  return { manifests: tree.length, blobs: checked.size, bytes }
}

async function verifyBlob(ctx: Context, digest: Digest, size: number): Promise<number> {
  const algorithm = algorithmOf(digest)
  const hash = createHash(algorithm)
  let read = 0
  try {
    for await (const chunk of await ctx.ports.blobs.read(digest)) {
      hash.update(chunk as Buffer)
      read += (chunk as Buffer).byteLength
    }
  } catch (error) {
    throw isBlobMissing(error) ? imageDamaged({ digest, why: 'the bytes are missing' }) : error
  }
  if (read !== size) throw imageDamaged({ digest, why: `${read} bytes instead of ${size}` })
  if (`${algorithm}:${hash.digest('hex')}` !== digest) throw imageDamaged({ digest, why: 'the bytes differ' })
  return read
}
