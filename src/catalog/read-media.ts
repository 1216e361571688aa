import type { Readable } from 'node:stream'
import type { Digest } from '../platform/blobs/blob-store.ts'
import type { Context } from '../platform/context.ts'
import { authorizeMedia } from './authorize-media.ts'
import type { Media, MediaId } from './domain/listing.ts'

/** A picture and its bytes. */
export interface OpenMedia {
  readonly media: Media
  /** True when everybody may see it, so that shared caches may keep it. */
  readonly isPublic: boolean
  readonly open: () => Promise<Readable>
}

/** A picture: of a live listing for everybody, else for the publisher's members and staff. */
export async function readMedia(ctx: Context, input: { mediaId: MediaId }): Promise<OpenMedia> {
  const { media, isPublic } = await authorizeMedia(ctx, input.mediaId)
  return { media, isPublic, open: () => ctx.ports.files.read(media.digest as Digest) }
}
