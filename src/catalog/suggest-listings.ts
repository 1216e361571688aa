import type { Context } from '../platform/context.ts'
import type { Suggestion } from './domain/search.ts'
import { search } from './store/search.ts'

const mostProducts = 6
const mostCategories = 3

// public: type-ahead of the shop window.
/** Products whose name begins like the text or resembles it, then the categories in which the text is found (STO-127). */
export async function suggestListings(ctx: Context, input: { text: string }): Promise<Suggestion[]> {
  const text = input.text.trim()
  if (text === '') return []
  return ctx.transaction(async (tx) => {
    await search(tx).forgiveTypingErrors()
    const found = await search(tx).names(text, mostProducts)
    const categories = await search(tx).categoriesOf(text, mostCategories)
    return [
      ...found.map(({ name, path }) => ({ label: name, path })),
      ...categories.map(({ slug, name }) => ({
        label: text,
        category: name,
        path: `/search?${new URLSearchParams({ q: text, category: slug })}`,
      })),
    ]
  })
}
