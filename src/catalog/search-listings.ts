import type { Context } from '../platform/context.ts'
import type { ListingSearch, SearchResult } from './domain/search.ts'
import { search } from './store/search.ts'
import { withPublisherNames } from './with-publisher-names.ts'

const largestPage = 100

export type SearchListings = Omit<ListingSearch, 'page' | 'pageSize'> & {
  readonly page?: number
  readonly pageSize?: number
}

// public: the shop window is open to everybody (STO-001).
/** Finds listings by words and filters, with counts for every filter (STO-127). */
export async function searchListings(ctx: Context, input: SearchListings): Promise<SearchResult> {
  const page = Math.max(1, Math.trunc(input.page ?? 1))
  const pageSize = Math.min(largestPage, Math.max(1, Math.trunc(input.pageSize ?? 24)))
  const query: ListingSearch = { ...input, page, pageSize }
  return ctx.transaction(async (tx) => {
    if (query.text?.trim()) await search(tx).forgiveTypingErrors()
    const items = await search(tx).page(query)
    const { total, facets } = await search(tx).counts(query)
    return { items: await withPublisherNames(ctx.within(tx), items), total, page, pageSize, facets }
  })
}
