import { authorizeProduct, findListingBySlug, publishedRepositoriesOf } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeImages } from './access/authorize-images.ts'
import { nothingPublished } from './domain/errors.ts'
import { archiveOf, type ImageArchive } from './layout/image-archive.ts'

export interface ExportProduct {
  /** Slug of a product that was published. */
  readonly product: string
}

/**
 * Everything that was published of a product as one OCI image layout archive: all its repositories and their tags, with
 * signatures, SBOMs and attestations (STO-236). For the publisher's people and reviewing staff.
 * Throws registry.nothing_published, registry.image_damaged and registry.export_too_large.
 */
export async function exportProduct(ctx: Context, input: ExportProduct): Promise<ImageArchive> {
  const repositories = await authorizePublished(ctx, input.product)
  return archiveOf(
    ctx,
    [input.product],
    repositories.map((repository) => ({ repository })),
  )
}

/** The repositories of the product, each of which the caller may pull. */
async function authorizePublished(ctx: Context, product: string): Promise<readonly string[]> {
  const listing = await findListingBySlug(ctx, product)
  if (!listing) throw nothingPublished({ product })
  await authorizeProduct(ctx, listing.productId, 'viewer')
  const repositories = await publishedRepositoriesOf(ctx, listing.productId)
  if (repositories.length === 0) throw nothingPublished({ product })
  for (const repository of repositories) await authorizeImages(ctx, 'pull', repository)
  return repositories
}
