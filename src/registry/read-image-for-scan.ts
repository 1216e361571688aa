import type { Readable } from 'node:stream'
import type { Context } from '../platform/context.ts'
import { readSmallBlob } from './access/read-small-blob.ts'
import type { Platform } from './domain/descriptor.ts'
import type { Digest } from './domain/digest.ts'
import { manifestUnknown } from './domain/errors.ts'
import { parseManifest } from './domain/manifest.ts'
import { manifests, type StoredManifest } from './store/manifests.ts'

export interface ReadImageForScan {
  readonly repository: string
  readonly digest: Digest | string
}

/** A layer whose bytes are read when they are wanted. */
export interface LayerForScan {
  readonly digest: Digest
  /** Compressed bytes. */
  readonly size: number
  readonly mediaType: string
  open(): Promise<Readable>
}

/** An image as the scanner wants it: the image itself, or one platform of an index. */
export interface ImageForScan {
  /** Digest of this image's own manifest. */
  readonly digest: Digest
  readonly mediaType: string
  /** Empty when the image does not say. */
  readonly platform: Partial<Platform>
  /** The image configuration, parsed; an empty object when there is none that can be read. */
  readonly config: Readonly<Record<string, unknown>>
  readonly layers: readonly LayerForScan[]
}

// public: the scanner's jobs read on behalf of the store; whoever asks for a scan was authorized there.
/**
 * Every image inside, linux/amd64 first, because most customers pull that. Attestations are none.
 * Throws registry.manifest_unknown. Call it outside of transactions: it reads blobs.
 */
export async function readImageForScan(ctx: Context, input: ReadImageForScan): Promise<readonly ImageForScan[]> {
  const { repository } = input
  const digest = input.digest as Digest
  const tree = await ctx.transaction((tx) => manifests(tx).tree(repository, digest))
  if (tree.length === 0) throw manifestUnknown({ repository, reference: digest })
  const images: ImageForScan[] = []
  for (const { manifest } of tree) {
    if (manifest.kind === 'index' || manifest.platform?.os === 'unknown') continue
    images.push(await imageForScan(ctx, manifest))
  }
  return images.sort((a, b) => preference(a) - preference(b))
}

const preference = ({ platform }: ImageForScan): number =>
  platform.os === 'linux' && platform.architecture === 'amd64' ? 0 : 1

async function imageForScan(ctx: Context, stored: StoredManifest): Promise<ImageForScan> {
  const { kind, config, layers } = parseManifest(stored.bytes, stored.mediaType)
  // Of an unknown document nobody can say what its layers are, nor that they are there.
  if (kind === 'other') {
    return { digest: stored.digest, mediaType: stored.mediaType, platform: {}, config: {}, layers: [] }
  }
  const bytes = config && (await readSmallBlob(ctx, config.digest, config.size))
  return {
    digest: stored.digest,
    mediaType: stored.mediaType,
    platform: stored.platform ?? {},
    config: bytes ? objectFrom(bytes) : {},
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

function objectFrom(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
