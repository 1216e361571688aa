import type { ListingCard } from './listing.ts'
import type { ContentType } from './manifest.ts'
import type { PriceKind } from './price.ts'

export type SearchSort = 'popular' | 'newest' | 'name'

/** What is looked for. Filters of different kinds are joined by "and"; several values of one kind by "or". */
export interface ListingSearch {
  /** Words, as a person types them; typing errors are forgiven. */
  readonly text?: string
  readonly types?: readonly string[]
  readonly categories?: readonly string[]
  readonly prices?: readonly string[]
  readonly publishers?: readonly string[]
  readonly architectures?: readonly string[]
  readonly operatingSystems?: readonly string[]
  readonly certified?: boolean
  /** Without it: best match first when there is a text, else most popular. */
  readonly sort?: SearchSort
  /** From 1. */
  readonly page: number
  readonly pageSize: number
}

export type FacetName = 'category' | 'type' | 'price' | 'publisher' | 'architecture' | 'operatingSystem'

export const facetNames: readonly FacetName[] = [
  'category',
  'type',
  'price',
  'publisher',
  'architecture',
  'operatingSystem',
]

/** A value one can filter by, and how many listings it would leave, its own kind of filter left aside. */
export interface FacetValue {
  readonly value: string
  readonly label: string
  readonly count: number
}

export type Facets = Readonly<Record<FacetName, readonly FacetValue[]>>

/** One page of results, with the counts for the filters beside them. */
export interface SearchResult {
  readonly items: readonly ListingCard[]
  readonly total: number
  readonly page: number
  readonly pageSize: number
  readonly facets: Facets
}

/** A proposal while somebody types: a product, or the words within a category. */
export interface Suggestion {
  readonly label: string
  readonly category?: string
  readonly path: string
}

const operatingSystemNames: Readonly<Record<string, string>> = { linux: 'Linux', windows: 'Windows' }
const architectureNames: Readonly<Record<string, string>> = {
  amd64: 'x86-64',
  arm64: 'ARM 64',
  arm: 'ARM',
  386: 'x86',
  ppc64le: 'IBM POWER',
  s390x: 'IBM Z',
}
const typeNames: Readonly<Record<ContentType, string>> = {
  image: 'Image',
  plugin: 'Plugin',
  service: 'Service',
  composition: 'Composition',
  edition: 'Edition',
}
const priceNames: Readonly<Record<PriceKind, string>> = {
  free: 'Free',
  paid: 'Paid',
  trial: 'Free trial',
  byol: 'Bring your own licence',
}

/** What a facet's value is called where it does not name itself (categories and publishers carry their names). */
export function facetLabel(facet: FacetName, value: string): string {
  if (facet === 'operatingSystem') return operatingSystemNames[value] ?? value
  if (facet === 'architecture') return architectureNames[value] ?? value
  if (facet === 'type') return typeNames[value as ContentType] ?? value
  if (facet === 'price') return priceNames[value as PriceKind] ?? value
  return value
}
