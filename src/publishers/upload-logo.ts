import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { measureImage } from '../platform/images.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { logoTooLarge, logoTooSmall, publisherNotFound } from './domain/errors.ts'
import type { Publisher, PublisherId } from './domain/publisher.ts'
import { saveSettled } from './save-settled.ts'
import { publishers } from './store/publishers.ts'

/** Bytes. */
export const logoLimit = 2 * 1024 * 1024
const smallest = 512

export interface UploadLogo {
  readonly publisherId: PublisherId
  readonly content: Uint8Array
}

/** Stores the logo: a square PNG, JPEG or WebP of at least 512 pixels, measured from the bytes (STO-032). */
export async function uploadLogo(ctx: Context, input: UploadLogo): Promise<Publisher> {
  await authorizePublisher(ctx, input.publisherId, 'editor')
  if (input.content.byteLength > logoLimit) throw logoTooLarge({ limit: logoLimit })
  const { type, width, height } = measureImage(input.content)
  if (width !== height || width < smallest) throw logoTooSmall({ width, height })
  const { digest } = await ctx.ports.files.put(input.content)
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(input.publisherId)
    if (!before) throw publisherNotFound()
    await recordAudit(ctx.within(tx), {
      action: 'publishers.logo_uploaded',
      subject: { kind: 'publisher', id: before.id, name: before.slug },
      details: { digest },
    })
    return saveSettled(ctx, tx, { ...before, logo: { digest, type } })
  })
}
