import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { type MeasuredImage, measureImage } from '../platform/images.ts'
import { authorizeProduct } from './authorize-product.ts'
import { iconTooSmall, mediaTooLarge, mediaTooMany, screenshotTooSmall } from './domain/errors.ts'
import type { Media, ProductId } from './domain/listing.ts'
import { mediaFiles, mostMedia } from './store/media.ts'

export interface UploadMedia {
  readonly productId: ProductId
  readonly kind: Media['kind']
  readonly content: Uint8Array
}

/** Largest picture, in bytes. */
export const mediaLimit = 8 * 1024 * 1024

/**
 * Stores an icon (square, at least 512 px) or a screenshot (at least 1920 × 1200 px) (STO-044, STO-048).
 * What it is, is found in the bytes; what the client calls it does not count.
 */
export async function uploadMedia(ctx: Context, input: UploadMedia): Promise<Media> {
  await authorizeProduct(ctx, input.productId, 'editor')
  const { content, kind, productId } = input
  if (content.byteLength > mediaLimit) throw mediaTooLarge({ limit: mediaLimit })
  const image = measureImage(content)
  refuseSmall(kind, image)
  const { digest, size } = await ctx.ports.files.put(content)
  return ctx.transaction(async (tx) => {
    const files = mediaFiles(tx)
    const same = await files.same(productId, kind, digest)
    if (same) return same
    if ((await files.ofProduct(productId)).length >= mostMedia) throw mediaTooMany({ limit: mostMedia })
    const { type: contentType, width, height } = image
    const media: Media = { id: ctx.newId(), productId, kind, digest, contentType, width, height, size }
    await files.insert(media, ctx.clock.now())
    await recordAudit(ctx.within(tx), {
      action: 'catalog.media_uploaded',
      subject: { kind: 'product', id: productId },
      details: { mediaId: media.id, kind, digest },
    })
    return media
  })
}

function refuseSmall(kind: Media['kind'], { width, height }: MeasuredImage): void {
  if (kind === 'icon' && (width !== height || width < 512)) throw iconTooSmall({ width, height })
  if (kind === 'screenshot' && (width < 1920 || height < 1200)) throw screenshotTooSmall({ width, height })
}
