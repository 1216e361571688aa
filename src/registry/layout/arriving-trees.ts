import type { Descriptor } from '../domain/descriptor.ts'
import type { Digest } from '../domain/digest.ts'
import { archiveIncomplete, archiveInvalid } from '../domain/errors.ts'
import { neededBlobs, parseManifest } from '../domain/manifest.ts'
import type { LayoutImage } from '../domain/oci-layout.ts'

/** A manifest of an archive, with the tags that it gets. */
export interface TreeManifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly bytes: Buffer
  readonly tags: readonly string[]
}

/** A blob that a manifest of the archive cannot do without. */
export interface NeededBlob {
  readonly digest: Digest
  readonly size: number
  readonly neededBy: Digest
}

/** Everything that images of an archive consist of. */
export interface ArrivingTrees {
  /** Those below before those above. */
  readonly manifests: readonly TreeManifest[]
  readonly blobs: readonly NeededBlob[]
}

type Named = Pick<Descriptor, 'digest' | 'mediaType' | 'size'>
interface Step {
  readonly of: Named
  readonly neededBy: string
  /** Set when everything below has been put in order. */
  readonly bytes?: Buffer
}

/**
 * Walks from the images of an index down to the blobs. Throws registry.archive_incomplete for a manifest that `bytesOf`
 * does not know, registry.archive_invalid for a wrong size, and what parseManifest throws.
 */
export async function arrivingTrees(
  images: readonly LayoutImage[],
  bytesOf: (digest: Digest) => Promise<Buffer | undefined>,
): Promise<ArrivingTrees> {
  const manifests = new Map<Digest, TreeManifest>()
  const blobs = new Map<Digest, NeededBlob>()
  // Not by recursion: a hostile archive may nest indexes deeper than the stack is high.
  const steps: Step[] = images.map((of) => ({ of, neededBy: 'its index.json' })).reverse()
  for (let step = steps.pop(); step; step = steps.pop()) {
    const { digest, mediaType } = step.of
    if (step.bytes) {
      manifests.set(digest, { digest, mediaType, bytes: step.bytes, tags: tagsOf(images, digest) })
    } else if (!manifests.has(digest)) {
      const bytes = await read(step, bytesOf)
      const manifest = parseManifest(bytes, mediaType)
      for (const { digest: blob, size } of neededBlobs(manifest)) {
        blobs.set(blob, { digest: blob, size, neededBy: digest })
      }
      steps.push({ ...step, of: { ...step.of, mediaType: manifest.mediaType }, bytes })
      steps.push(...manifest.children.map((of) => ({ of, neededBy: digest })))
    }
  }
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] }
}

async function read({ of, neededBy }: Step, bytesOf: (digest: Digest) => Promise<Buffer | undefined>): Promise<Buffer> {
  const bytes = await bytesOf(of.digest)
  if (!bytes) throw archiveIncomplete({ digest: of.digest, neededBy })
  if (bytes.byteLength !== of.size) {
    throw archiveInvalid({ why: `${of.digest} has ${bytes.byteLength} bytes, but ${neededBy} says ${of.size}` })
  }
  return bytes
}

const tagsOf = (images: readonly LayoutImage[], digest: Digest): readonly string[] => [
  ...new Set(images.flatMap((image) => (image.digest === digest && image.tag !== undefined ? [image.tag] : []))),
]
