import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { nothingToSubmit, productNotFound, revisionMoved, underReview } from './domain/errors.ts'
import type { Draft, ProductId, Revision, RevisionId } from './domain/listing.ts'
import { isFound } from './domain/listing-state.ts'
import { isEditable, isOpen, type RevisionState } from './domain/product-status.ts'
import { productProblems } from './product-problems.ts'
import { listings } from './store/listings.ts'
import { products } from './store/products.ts'

// public: moderation decides and authorizes; catalog only keeps the state.
/**
 * Takes the draft out of the publisher's hands for review: it is `pending` and cannot be edited. Call it in the
 * transaction of the submission; the product is locked, so no save slips in between.
 * Throws catalog.under_review, catalog.nothing_to_submit.
 */
export async function freezeRevision(ctx: Context, input: { productId: ProductId }): Promise<Draft> {
  return ctx.transaction(async (tx) => {
    const product = await products(tx).lock(input.productId)
    const latest = product && (await products(tx).latestRevision(product.id))
    if (!product || !latest) throw productNotFound()
    const { id, number, manifest } = isOpen(latest.state) ? latest : await again(ctx, tx, latest)
    if (isOpen(latest.state) && !isEditable(latest.state)) throw underReview({ state: latest.state })
    const problems = await productProblems(ctx, tx, product, manifest)
    await products(tx).moveRevision(id, ['draft', 'changes_requested'], 'pending', ctx.clock.now())
    await products(tx).touch(product.id, ctx.clock.now())
    return { revisionId: id, number, state: 'pending', manifest, problems }
  })
}

/** A version that was rejected, withdrawn or taken off sale may be submitted again as it was; a live one may not. */
async function again(ctx: Context, tx: Tx, latest: Revision): Promise<Revision> {
  const listing = await listings(tx).find(latest.productId)
  const isLive = listing?.revisionId === latest.id && isFound(listing.state)
  if (isLive || latest.state === 'superseded') throw nothingToSubmit()
  const copy: Revision = {
    ...latest,
    id: ctx.newId(),
    number: latest.number + 1,
    state: 'draft',
    updatedAt: ctx.clock.now(),
  }
  await products(tx).insertRevision(copy)
  return copy
}

type Decided = 'pending' | 'changes_requested' | 'approved' | 'rejected' | 'withdrawn'

const cameFrom: Readonly<Record<Decided, readonly RevisionState[]>> = {
  pending: ['draft', 'changes_requested'],
  changes_requested: ['pending'],
  approved: ['pending'],
  rejected: ['pending'],
  withdrawn: ['draft', 'pending', 'changes_requested', 'approved'],
}

/** Keeps what was decided about a revision (SM-2). Throws catalog.revision_moved when it is not where it should be. */
export async function markRevision(ctx: Context, input: { revisionId: RevisionId; state: Decided }): Promise<void> {
  await ctx.transaction(async (tx) => {
    const { revisionId, state } = input
    const moved = await products(tx).moveRevision(revisionId, cameFrom[state], state, ctx.clock.now())
    if (moved) return
    const revision = await products(tx).findRevision(revisionId)
    throw revision ? revisionMoved({ state: revision.state }) : productNotFound()
  })
}
