import type { Context } from '../platform/context.ts'
import { type Category, categories } from './store/categories.ts'

// public: the categories of the shop window.
/** All categories with the number of listings in each (STO-046). */
export async function listCategories(ctx: Context): Promise<Category[]> {
  return ctx.transaction((tx) => categories(tx).withCounts())
}
