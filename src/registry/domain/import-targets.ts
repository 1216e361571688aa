import { archiveUnaddressed } from './errors.ts'
import { repositoryName } from './names.ts'
import type { LayoutImage } from './oci-layout.ts'

/** Where the images of an archive go. */
export interface ImportAddress {
  /** One repository for all, and a tag when it is one image; undefined: each back to the repository that the archive names. */
  readonly into?: { readonly repository: string; readonly tag?: string }
  /** Only what the archive says is of this repository. */
  readonly from?: string
}

/** The images of an archive by the repository that they go to, in order of name. Throws registry.archive_unaddressed. */
export function importTargets(
  images: readonly LayoutImage[],
  address: ImportAddress,
): ReadonlyMap<string, readonly LayoutImage[]> {
  const chosen = address.from === undefined ? images : images.filter((image) => image.repository === address.from)
  if (chosen.length === 0) {
    throw archiveUnaddressed({
      why:
        address.from === undefined
          ? 'the archive names no images'
          : `the archive has nothing of ${address.from}. It has: ${sourcesOf(images)}`,
    })
  }
  if (address.into) return new Map([[repositoryName(address.into.repository), intoOne(chosen, address.into.tag)]])
  const targets = new Map<string, LayoutImage[]>()
  for (const image of chosen) {
    if (image.repository === undefined) {
      throw archiveUnaddressed({
        why: 'the archive does not say where its images came from. Name a repository for them',
      })
    }
    targets.set(image.repository, [...(targets.get(image.repository) ?? []), image])
  }
  return new Map([...targets].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function intoOne(images: readonly LayoutImage[], tag: string | undefined): readonly LayoutImage[] {
  if (tag !== undefined) return retagged(images, tag)
  const byTag = new Map<string, LayoutImage>()
  for (const image of images) {
    if (image.tag === undefined) continue
    const other = byTag.get(image.tag)
    if (other && other.digest !== image.digest) {
      throw archiveUnaddressed({
        why: `the archive has two images under the tag ${image.tag}. Choose the repository that they come from: ${sourcesOf(images)}`,
      })
    }
    byTag.set(image.tag, image)
  }
  return images
}

/** The one image under the tag; what else is there is about it, or older clients keep it under a tag of its digest. */
function retagged(images: readonly LayoutImage[], tag: string): readonly LayoutImage[] {
  const own = images.filter((image) => image.about === undefined && !(image.tag && isFallback(image.tag)))
  const tagged = own.filter((image) => image.tag !== undefined)
  const digests = new Set((tagged.length > 0 ? tagged : own).map(({ digest }) => digest))
  const image = own.find(({ digest }) => digests.has(digest))
  if (digests.size !== 1 || !image) {
    throw archiveUnaddressed({
      why: `the archive has ${digests.size} images, so one tag (${tag}) does not do. Leave the tag out; they keep their own`,
    })
  }
  return [{ ...image, tag }, ...images.filter(({ digest }) => digest !== image.digest)]
}

const isFallback = (tag: string): boolean => /^sha(?:256|512)-[0-9a-f]{64}/.test(tag)

function sourcesOf(images: readonly LayoutImage[]): string {
  const names = [...new Set(images.flatMap(({ repository }) => (repository === undefined ? [] : [repository])))]
  return names.length === 0 ? 'images without a repository' : names.slice(0, 10).join(', ')
}
