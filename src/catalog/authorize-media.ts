import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { authorizeProduct } from './authorize-product.ts'
import { mediaNotFound } from './domain/errors.ts'
import type { Media, MediaId } from './domain/listing.ts'
import { mediaFiles } from './store/media.ts'

/** The picture, if everybody may see it (a listing shows it) or the caller may see its product. */
export async function authorizeMedia(ctx: Context, mediaId: MediaId): Promise<{ media: Media; isPublic: boolean }> {
  const found = await ctx.transaction(async (tx) => {
    const media = await mediaFiles(tx).find(mediaId)
    return media && { media, isPublic: await mediaFiles(tx).isPublic(mediaId) }
  })
  if (!found) throw mediaNotFound()
  if (found.isPublic) return found
  try {
    await authorizeProduct(ctx, found.media.productId, 'viewer')
  } catch (error) {
    throw error instanceof DomainError ? mediaNotFound() : error
  }
  return found
}
