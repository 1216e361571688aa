import { type Digest, isDigest } from './digest.ts'
import { archiveInvalid } from './errors.ts'
import { ociIndex } from './media-types.ts'
import { isRepositoryName, isTag } from './names.ts'

/** Content of the member `oci-layout` (OCI image layout 1.0). */
export const layoutVersion = JSON.stringify({ imageLayoutVersion: '1.0.0' })

/** Largest index.json in bytes. */
export const largestIndex = 4 * 1024 * 1024

/** The name of an image within the archive, as skopeo, oras and others select it. */
const refName = 'org.opencontainers.image.ref.name'
/** Ours: where the image came from, so that it can go back there. */
const fromRepository = 'io.chandlery.image.repository'
const fromTag = 'io.chandlery.image.tag'
const aboutImage = 'io.chandlery.image.about'

/** A line of the archive's index: a manifest that is there for its own sake, with its tag when it has one. */
export interface LayoutImage {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly repository?: string
  readonly tag?: string
  /** Set for a signature or an SBOM: the image that it is about. */
  readonly about?: Digest
}

/**
 * The index of an archive as bytes, the same for the same images. Names are tags when all images are of one repository,
 * else repository and tag.
 */
export function writeIndex(images: readonly (LayoutImage & { readonly repository: string })[]): Buffer {
  const single = new Set(images.map(({ repository }) => repository)).size === 1
  const manifests = images.map(({ mediaType, digest, size, repository, tag, about }) => ({
    mediaType,
    digest,
    size,
    annotations: {
      [fromRepository]: repository,
      ...(tag !== undefined && { [fromTag]: tag, [refName]: single ? tag : `${repository}:${tag}` }),
      ...(about !== undefined && { [aboutImage]: about }),
    },
  }))
  return Buffer.from(`${JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests })}\n`)
}

/** The images that an index names, ours or that of another program. Throws registry.archive_invalid. */
export function readIndex(bytes: Uint8Array): readonly LayoutImage[] {
  const document = parse(bytes)
  if (!Array.isArray(document.manifests)) throw archiveInvalid({ why: 'its index.json names no manifests' })
  return document.manifests.map((entry, position) => readImage(entry, position))
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (isObject(document)) return document
  } catch {
    // Said below.
  }
  throw archiveInvalid({ why: 'its index.json is not a JSON object' })
}

function readImage(entry: unknown, position: number): LayoutImage {
  const where = `entry ${position} of its index.json`
  if (!isObject(entry)) throw archiveInvalid({ why: `${where} is not an object` })
  const { mediaType, digest, size } = entry
  const annotations = isObject(entry.annotations) ? entry.annotations : {}
  if (!isDigest(digest)) throw archiveInvalid({ why: `${where} has no sha256 or sha512 digest` })
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw archiveInvalid({ why: `${where} has no size` })
  }
  const repository = annotations[fromRepository]
  const about = annotations[aboutImage]
  const tag = tagOf(annotations)
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    size,
    ...(typeof repository === 'string' && isRepositoryName(repository) && { repository }),
    ...(tag !== undefined && { tag }),
    ...(isDigest(about) && { about }),
  }
}

/** Our own annotation, else the name when it is a tag ("1.0"), else what stands behind its last colon ("host/app:1.0"). */
function tagOf(annotations: Readonly<Record<string, unknown>>): string | undefined {
  for (const said of [annotations[fromTag], annotations[refName]]) {
    if (typeof said !== 'string') continue
    if (isTag(said)) return said
    const last = said.slice(said.lastIndexOf(':') + 1)
    if (said.includes(':') && isTag(last)) return last
  }
  return undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a member of an archive is by its name. */
export type LayoutMember =
  | { readonly kind: 'version' | 'index' | 'other' }
  | { readonly kind: 'blob'; readonly digest: Digest }

/**
 * What the name of an archive's member stands for. Names that lead elsewhere and blobs that are not named by their digest
 * are refused with registry.archive_invalid; files of other forms (manifest.json of docker save) are none of ours.
 */
export function memberOf(name: string): LayoutMember {
  const path = name.replace(/^(?:\.\/)+/, '')
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0') || path.split('/').includes('..')) {
    throw archiveInvalid({ why: `it has a file outside of itself: ${shown(name)}` })
  }
  if (path === 'oci-layout') return { kind: 'version' }
  if (path === 'index.json') return { kind: 'index' }
  // Folders are members too, "blobs/sha256/".
  if (!path.startsWith('blobs/') || path.endsWith('/')) return { kind: 'other' }
  const digest = path.slice('blobs/'.length).replace('/', ':')
  if (!isDigest(digest)) {
    throw archiveInvalid({ why: `${shown(name)} is not named by a sha256 or sha512 digest` })
  }
  return { kind: 'blob', digest }
}

/** Where the bytes of a digest lie in an archive. */
export const blobPath = (digest: Digest): string => `blobs/${digest.replace(':', '/')}`

const shown = (name: string): string => JSON.stringify(name.slice(0, 160))
