import type { Readable } from 'node:stream'
import type { Context } from '../platform/context.ts'
import { readSmallBlob } from './access/read-small-blob.ts'
import type { Digest } from './domain/digest.ts'
import { type Platform, parseManifest } from './domain/manifest.ts'
import { manifests, type StoredManifest } from './store/manifests.ts'

export interface ReadImageForScan {
  readonly repository: string
  readonly digest: Digest | string
}

/** A layer whose bytes are read when they are wanted. */
export interface ScanLayer {
  readonly digest: Digest
  readonly size: number
  readonly mediaType: string
  open(): Promise<Readable>
}

/** One image: the image itself, or one platform of an index. */
export interface ScanManifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly platform?: Platform
  /** The image configuration, parsed; undefined when it is not JSON. */
  readonly config: unknown
  readonly configDigest?: Digest
  readonly layers: readonly ScanLayer[]
}

export interface ScannableImage {
  readonly repository: string
  readonly digest: Digest
  readonly mediaType: string
  /** Every image inside, first the one that most customers pull (linux/amd64 when there is one). */
  readonly manifests: readonly ScanManifest[]
  /** Configuration and layers of the first. */
  readonly config: unknown
  readonly layers: readonly ScanLayer[]
}

// public: the scanner's jobs read on behalf of the store; whoever asks for a scan was authorized there.
/** An image as the scanner wants it; undefined when the repository does not have it. Call it outside of transactions. */
export async function readImageForScan(ctx: Context, input: ReadImageForScan): Promise<ScannableImage | undefined> {
  const digest = input.digest as Digest
  const tree = await ctx.transaction((tx) => manifests(tx).tree(input.repository, digest))
  const [root] = tree
  if (!root) return undefined
  const images: ScanManifest[] = []
  for (const { manifest } of tree) {
    if (manifest.kind === 'index' || manifest.platform?.os === 'unknown') continue
    images.push(await scanManifest(ctx, manifest))
  }
  images.sort((a, b) => preference(a) - preference(b))
  return {
    repository: input.repository,
    digest,
    mediaType: root.manifest.mediaType,
    manifests: images,
    config: images[0]?.config,
    layers: images[0]?.layers ?? [],
  }
}

const preference = ({ platform }: ScanManifest): number =>
  platform?.os === 'linux' && platform.architecture === 'amd64' ? 0 : 1

async function scanManifest(ctx: Context, stored: StoredManifest): Promise<ScanManifest> {
  const { config, layers } = parseManifest(stored.bytes, stored.mediaType)
  const bytes = config && (await readSmallBlob(ctx, config.digest, config.size))
  return {
    digest: stored.digest,
    mediaType: stored.mediaType,
    ...(stored.platform && { platform: stored.platform }),
    config: bytes && jsonOrNone(bytes),
    ...(config && { configDigest: config.digest }),
    layers: layers
      .filter((layer) => !layer.foreign)
      .map(({ digest, size, mediaType }) => ({
        digest,
        size,
        mediaType,
        open: () => ctx.ports.blobs.read(digest),
      })),
  }
}

function jsonOrNone(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
