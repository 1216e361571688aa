import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { renderMarkdown } from '../platform/markdown.ts'
import { getPublisher } from '../publishers/index.ts'
import { productNotFound, revisionMoved } from './domain/errors.ts'
import type { Listing, Platform, Product, Revision, RevisionId, VersionToPublish } from './domain/listing.ts'
import { listingDocument, publishedPlans } from './domain/listing-document.ts'
import { nextListingState } from './domain/listing-state.ts'
import { publisherName } from './publisher-name.ts'
import { listings } from './store/listings.ts'
import { mediaFiles } from './store/media.ts'
import { plans } from './store/plans.ts'
import { products } from './store/products.ts'
import { versions } from './store/versions.ts'

export interface PublishRevision {
  readonly revisionId: RevisionId
  /** Every tag of the revision, under its public name. */
  readonly versions: readonly VersionToPublish[]
  readonly at: Date
}

// public: moderation decides and authorizes; catalog only makes the page.
/**
 * Makes an approved revision the live one: listing, plans and versions in the caller's transaction (SM-2, SM-3).
 * Published again it changes nothing. Throws catalog.revision_moved when the revision is not approved.
 */
export async function publishRevision(ctx: Context, input: PublishRevision): Promise<Listing> {
  return ctx.transaction(async (tx) => {
    const revision = await products(tx).findRevision(input.revisionId)
    const product = revision && (await products(tx).lock(revision.productId))
    if (!revision || !product) throw productNotFound()
    const before = await listings(tx).lock(product.id)
    if (before?.revisionId === revision.id) return before
    const moved = await products(tx).moveRevision(revision.id, ['approved'], 'published', input.at)
    if (!moved) throw revisionMoved({ state: revision.state })
    await products(tx).supersedeOthers(product.id, revision.id, input.at)
    await products(tx).touch(product.id, input.at)
    await writeListing(ctx, tx, product, revision, input, before)
    const listing = await listings(tx).find(product.id)
    if (!listing) throw productNotFound()
    return listing
  })
}

async function writeListing(
  ctx: Context,
  tx: Tx,
  product: Product,
  revision: Revision,
  input: PublishRevision,
  before: Listing | undefined,
): Promise<void> {
  const publisher = await getPublisher(ctx.within(tx), product.publisherId)
  const document = listingDocument({
    product,
    revision,
    publisher: { slug: publisher.slug, name: publisherName(publisher) },
    media: await mediaFiles(tx).ofProduct(product.id),
    platforms: platformsOf(input.versions),
    render: renderMarkdown,
  })
  const state = nextListingState(before?.state, 'publish') ?? 'published'
  await listings(tx).put(document, state, input.at)
  if (state !== before?.state) {
    const change = { id: ctx.newId(), from: before?.state, to: state, at: input.at }
    await listings(tx).setState(product.id, change)
  }
  await plans(tx).replace(product.id, publishedPlans(product.id, revision.manifest, renderMarkdown), input.at)
  const releaseNotesHtml = renderMarkdown(revision.manifest.releaseNotes)
  for (const { planIds: _, ...version } of input.versions) {
    const published = { ...version, publishedAt: input.at, releaseNotesHtml }
    await versions(tx).add(product.id, revision.id, ctx.newId(), published)
  }
}

function platformsOf(published: readonly VersionToPublish[]): Platform[] {
  return published.flatMap((version) => version.platforms)
}
