import type { Context } from '../platform/context.ts'
import type { LookupKey } from '../scanner/index.ts'
import { matchComponents } from './match-components.ts'
import { componentIndex } from './store/component-index.ts'
import { componentMatches } from './store/component-matches.ts'
import { publishedImages } from './store/published-images.ts'

/** Advisories that are new, changed or withdrawn, the packages that they name now, and where to go on. */
export interface WatchAdvisories {
  readonly keys: readonly LookupKey[]
  readonly advisoryIds: readonly string[]
  /** Number of the component version that was looked at last; 0 at first. */
  readonly after: number
}

/** Component versions of which something is said anew, and where to go on. */
export interface SpreadMatches {
  readonly components: readonly number[]
  readonly afterImage: number
  /** Id of the product that was queued last; the nil UUID at first. */
  readonly afterProduct: string
}

/** Component versions in one transaction: others get a turn (EDB-14). */
const page = 100
const images = 100
const products = 200

/** Where spreading begins. */
export const noneYet = { afterImage: 0, afterProduct: '00000000-0000-0000-0000-000000000000' }

// public: run by the queue only, after an import.
/**
 * Matches the component versions that advisories speak of anew, a page at a time, without reading a layer (WAT-1). Who
 * holds them is told by jobs of the same transaction, so that a crash in between loses nothing (WAT-4).
 */
export async function watchAdvisories(ctx: Context, input: WatchAdvisories): Promise<void> {
  await ctx.transaction(async (tx) => {
    const numbers = await componentIndex(tx).concernedBy(input, input.after, page)
    const components = await matchComponents(ctx.within(tx), numbers)
    if (components.length > 0) {
      const spread: SpreadMatches = { ...noneYet, components }
      await ctx.enqueue(tx, 'vulnerabilities.spread-matches', spread)
    }
    const last = numbers.at(-1)
    if (last === undefined || numbers.length < page) return
    await ctx.enqueue(tx, 'vulnerabilities.watch-advisories', { ...input, after: last })
  })
}

/** Counts the images anew that hold the component versions, and has findings of their products looked at, a page at a time. */
export async function spreadMatches(ctx: Context, input: SpreadMatches): Promise<void> {
  const { components, afterImage, afterProduct } = input
  await ctx.transaction(async (tx) => {
    const affected = await publishedImages(tx).productsWith(components, afterProduct, products)
    for (const productId of affected) await ctx.enqueue(tx, 'vulnerabilities.reconcile-findings', { productId })
    const counted = await componentIndex(tx).imagesWith(components, afterImage, images)
    if (counted.length > 0) await componentMatches(tx).recount(counted)
    if (affected.length < products && counted.length < images) return
    await ctx.enqueue(tx, 'vulnerabilities.spread-matches', {
      components,
      afterImage: counted.at(-1) ?? afterImage,
      afterProduct: affected.at(-1) ?? afterProduct,
    })
  })
}
