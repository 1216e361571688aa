import { authorizeSignedIn } from '../accounts/index.ts'
import { getListings, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { productNotFound } from './domain/errors.ts'
import { preferences } from './store/preferences.ts'

/** What the caller wants to be told. */
export interface NotificationPreferences {
  /** False: news reach the inbox only; what one has to know still comes by mail. */
  readonly newsByMail: boolean
  /** Products for which the caller has chosen; for others the choice at subscribing holds. */
  readonly products: readonly {
    readonly productId: ProductId
    readonly name: string
    readonly path: string
    readonly notices: boolean
  }[]
}

export async function showPreferences(ctx: Context): Promise<NotificationPreferences> {
  const accountId = authorizeSignedIn(ctx)
  return ctx.transaction(async (tx) => {
    const chosen = await preferences(tx).noticesOf(accountId)
    const listings = await getListings(ctx.within(tx), [...chosen.keys()])
    return {
      newsByMail: await preferences(tx).newsByMail(accountId),
      products: listings.map(({ productId, name, path }) => ({
        productId,
        name,
        path,
        notices: chosen.get(productId) ?? false,
      })),
    }
  })
}

/** Sets whether news come by mail. */
export async function setPreferences(
  ctx: Context,
  input: { readonly newsByMail: boolean },
): Promise<NotificationPreferences> {
  const accountId = authorizeSignedIn(ctx, 'write')
  await ctx.transaction((tx) => preferences(tx).setNewsByMail(accountId, input.newsByMail, ctx.clock.now()))
  return showPreferences(ctx)
}

/** Opts the caller in to, or out of, notices about one product, held or not. Throws productNotFound. */
export async function setProductNotices(
  ctx: Context,
  input: { readonly productId: ProductId; readonly notices: boolean },
): Promise<NotificationPreferences> {
  const accountId = authorizeSignedIn(ctx, 'write')
  const { productId, notices } = input
  await ctx.transaction(async (tx) => {
    const [listing] = await getListings(ctx.within(tx), [productId])
    if (!listing) throw productNotFound()
    await preferences(tx).setNotice(accountId, productId, notices, ctx.clock.now())
  })
  return showPreferences(ctx)
}
