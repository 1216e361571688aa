import { authorizeSignedIn } from '../accounts/index.ts'
import { authorizeProduct, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { SeverityClass } from '../scanner/index.ts'
import { findingSubscriptions } from './store/finding-subscriptions.ts'

export interface SubscribeToFindings {
  readonly productId: ProductId
  /** Empty: of nothing. Owners and editors are told of what has a deadline all the same. */
  readonly classes: readonly SeverityClass[]
}

/** The caller wants to be told of findings of these classes (STO-097). Members of the publisher. */
export async function subscribeToFindings(ctx: Context, input: SubscribeToFindings): Promise<void> {
  await authorizeProduct(ctx, input.productId, 'viewer')
  const accountId = authorizeSignedIn(ctx, 'write')
  const classes = [...new Set(input.classes)].sort()
  await ctx.transaction((tx) => findingSubscriptions(tx).put(input.productId, { accountId, classes }, ctx.clock.now()))
}

/** The classes that the caller chose; undefined while nothing was chosen. */
export async function showFindingSubscription(
  ctx: Context,
  { productId }: Pick<SubscribeToFindings, 'productId'>,
): Promise<readonly SeverityClass[] | undefined> {
  await authorizeProduct(ctx, productId, 'viewer')
  const accountId = authorizeSignedIn(ctx)
  return ctx.transaction((tx) => findingSubscriptions(tx).find(productId, accountId))
}
