import { type Static, type TSchema, Type } from 'typebox'
import type { ListingCard, Media, PlanTerms, Platform } from '../domain/listing.ts'
import { mediaUrl } from '../domain/listing-paths.ts'
import { planPriceLabel, priceLabel } from '../domain/price.ts'
import type { ProductOverview } from '../domain/product-overview.ts'
import { roundedPulls } from '../domain/pull-count.ts'
import type { SearchResult } from '../domain/search.ts'
import type { ListingDetails, OfferedPlan } from '../listing-details.ts'
import type { Home } from '../show-home.ts'
import type { ProductEditor } from '../show-product.ts'
import { ManifestView, manifestView } from './manifest-view.ts'

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const date = Type.String({ format: 'date-time' })

export const MoneyView = Type.Object({ amount: Type.String(), currency: Type.String() })
export type MoneyView = Static<typeof MoneyView>

export const FieldProblemView = Type.Object({ field: Type.String(), message: Type.String() })

const listingState = Type.Enum(['published', 'hold', 'revoked', 'withdrawn'])
const contentType = Type.Enum(['image', 'plugin', 'service', 'composition', 'edition'])
const access = Type.Enum(['all', 'logged_in', 'subscribed', 'byol'])
const period = Type.Enum(['month', 'year'])

export const CategoryView = Type.Object({ slug: Type.String(), name: Type.String(), count: Type.Integer() })
export type CategoryView = Static<typeof CategoryView>

export const ProductView = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  publisherId: Type.String(),
  status: Type.Enum([
    'draft',
    'pending',
    'changes_requested',
    'approved',
    'published',
    'hold',
    'revoked',
    'withdrawn',
    'rejected',
  ]),
  name: Type.String(),
  shortDescription: Type.String(),
  iconUrl: nullable(Type.String()),
  updatedAt: date,
  listingState: Type.Optional(listingState),
  hasDraft: Type.Boolean(),
})
export type ProductView = Static<typeof ProductView>

export const MediaView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['icon', 'screenshot']),
  url: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  size: Type.Integer(),
})
export type MediaView = Static<typeof MediaView>

export const EditorView = Type.Object({
  product: ProductView,
  draft: ManifestView,
  revisionNumber: Type.Integer(),
  problems: Type.Array(FieldProblemView),
  warnings: Type.Array(FieldProblemView),
  live: nullable(ManifestView),
  media: Type.Array(MediaView),
  canEdit: Type.Boolean(),
})
export type EditorView = Static<typeof EditorView>

const card = {
  slug: Type.String(),
  path: Type.String(),
  name: Type.String(),
  shortDescription: Type.String(),
  iconUrl: nullable(Type.String()),
  type: contentType,
  pulls: Type.String(),
  fromPrice: nullable(MoneyView),
  priceLabel: Type.String(),
  hasTrial: Type.Boolean(),
  badges: Type.Array(Type.Enum(['certified', 'official', 'verified'])),
  state: listingState,
  stateReason: Type.Optional(Type.String()),
}

export const CardView = Type.Object({
  ...card,
  publisher: Type.Object({ slug: Type.String(), name: Type.String() }),
})
export type CardView = Static<typeof CardView>

const FacetView = Type.Array(Type.Object({ value: Type.String(), label: Type.String(), count: Type.Integer() }))

export const SearchView = Type.Object({
  items: Type.Array(CardView),
  total: Type.Integer(),
  page: Type.Integer(),
  pageSize: Type.Integer(),
  facets: Type.Object({
    category: FacetView,
    type: FacetView,
    price: FacetView,
    publisher: FacetView,
    architecture: FacetView,
    operatingSystem: FacetView,
  }),
})
export type SearchView = Static<typeof SearchView>

export const SuggestionView = Type.Object({
  label: Type.String(),
  category: Type.Optional(Type.String()),
  path: Type.String(),
})
export type SuggestionView = Static<typeof SuggestionView>

export const HomeView = Type.Object({
  featured: Type.Array(CardView),
  popular: Type.Array(CardView),
  newest: Type.Array(CardView),
  plugins: Type.Array(CardView),
  categories: Type.Array(CategoryView),
  totals: Type.Object({ products: Type.Integer(), publishers: Type.Integer(), pulls: Type.String() }),
})
export type HomeView = Static<typeof HomeView>

export const PlatformView = Type.Object({
  os: Type.String(),
  architecture: Type.String(),
  variant: Type.Optional(Type.String()),
})
export type PlatformView = Static<typeof PlatformView>

export const PlanView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  isDefault: Type.Boolean(),
  access,
  prices: Type.Array(Type.Object({ amount: Type.String(), currency: Type.String(), period, label: Type.String() })),
  priceLabel: Type.String(),
  trialDays: Type.Integer(),
  repositories: Type.Array(Type.String()),
  platforms: Type.Array(PlatformView),
  termsKind: Type.Enum(['link', 'text']),
  termsUrl: Type.Optional(Type.String()),
  byolUrl: Type.Optional(Type.String()),
})
export type PlanView = Static<typeof PlanView>

export const ListingView = Type.Object({
  ...card,
  productId: Type.String(),
  publisher: Type.Object({
    slug: Type.String(),
    name: Type.String(),
    logoUrl: nullable(Type.String()),
    shortDescription: Type.String(),
  }),
  longDescriptionHtml: Type.String(),
  screenshots: Type.Array(Type.Object({ url: Type.String(), width: Type.Integer(), height: Type.Integer() })),
  links: Type.Object({ website: Type.String(), documentation: Type.String(), support: Type.String() }),
  support: Type.Object({
    email: Type.String(),
    site: Type.String(),
    hours: Type.String(),
    responseTimes: Type.String(),
    html: Type.String(),
  }),
  categories: Type.Array(Type.Object({ slug: Type.String(), name: Type.String() })),
  tags: Type.Array(Type.String()),
  version: Type.String(),
  runsOn: Type.Enum(['certified', 'community', 'other']),
  licenseType: Type.Enum(['free', 'open_source', 'commercial']),
  plans: Type.Array(PlanView),
  stateSince: date,
  publishedAt: date,
  updatedAt: date,
})
export type ListingView = Static<typeof ListingView>

export const TermsView = Type.Object({
  planId: Type.String(),
  kind: Type.Enum(['link', 'text']),
  url: Type.Optional(Type.String()),
  html: Type.Optional(Type.String()),
  hash: Type.String(),
  version: Type.String(),
})
export type TermsView = Static<typeof TermsView>

export function productView(overview: ProductOverview): ProductView {
  const { product, status, name, shortDescription, iconUrl, listingState: state, hasDraft } = overview
  return {
    id: product.id,
    slug: product.slug,
    publisherId: product.publisherId,
    status,
    name,
    shortDescription,
    iconUrl,
    updatedAt: product.updatedAt.toISOString(),
    ...(state && { listingState: state }),
    hasDraft,
  }
}

export function mediaView({ id, kind, width, height, size }: Media): MediaView {
  return { id, kind, url: mediaUrl(id), width, height, size }
}

export function editorView(editor: ProductEditor): EditorView {
  return {
    product: productView(editor.overview),
    draft: manifestView(editor.draft),
    revisionNumber: editor.revisionNumber,
    problems: [...editor.problems],
    warnings: [...editor.warnings],
    live: editor.live && manifestView(editor.live),
    media: editor.media.map(mediaView),
    canEdit: editor.canEdit,
  }
}

function cardFields(listing: ListingCard) {
  const { slug, path, name, shortDescription, iconUrl, type, priceLabel: label, hasTrial, state, stateReason } = listing
  return {
    slug,
    path,
    name,
    shortDescription,
    iconUrl,
    type,
    pulls: roundedPulls(listing.pulls),
    fromPrice: listing.fromPrice?.toWire() ?? null,
    priceLabel: label,
    hasTrial,
    badges: [...listing.badges],
    state,
    ...(stateReason !== undefined && { stateReason }),
  }
}

export function cardView(listing: ListingCard): CardView {
  return { ...cardFields(listing), publisher: { slug: listing.publisherSlug, name: listing.publisherName } }
}

export function searchView(result: SearchResult): SearchView {
  const { items, facets, ...rest } = result
  return { ...rest, items: items.map(cardView), facets: structuredClone(facets) as SearchView['facets'] }
}

export function homeView(home: Home): HomeView {
  const { products, publishers, pulls } = home.totals
  return {
    featured: home.featured.map(cardView),
    popular: home.popular.map(cardView),
    newest: home.newest.map(cardView),
    plugins: home.plugins.map(cardView),
    categories: home.categories.map((category) => ({ ...category })),
    totals: { products, publishers, pulls: roundedPulls(pulls) },
  }
}

export function listingView(details: ListingDetails): ListingView {
  const { listing, plans, publisher, categories } = details
  const { page } = listing
  return {
    ...cardFields(listing),
    productId: listing.productId,
    publisher: { ...publisher },
    longDescriptionHtml: page.longDescriptionHtml,
    screenshots: page.screenshots.map((screenshot) => ({ ...screenshot })),
    links: { ...page.links },
    support: { ...page.support },
    categories: categories.map((category) => ({ ...category })),
    tags: [...listing.tags],
    version: listing.version,
    runsOn: page.runsOn,
    licenseType: page.licenseType,
    plans: plans.map(planView),
    stateSince: listing.stateSince.toISOString(),
    publishedAt: listing.publishedAt.toISOString(),
    updatedAt: listing.updatedAt.toISOString(),
  }
}

function planView({ plan, platforms }: OfferedPlan): PlanView {
  const { id, name, description, isDefault, access: level, prices, trialDays, terms, byolUrl } = plan
  return {
    id,
    name,
    description,
    isDefault,
    access: level,
    prices: prices.map((price) => ({ ...price, label: priceLabel(price) })),
    priceLabel: planPriceLabel(plan),
    trialDays,
    repositories: [...plan.repositories],
    platforms: platforms.map((platform: Platform) => ({ ...platform })),
    termsKind: terms.kind,
    ...(terms.url !== undefined && { termsUrl: terms.url }),
    ...(byolUrl !== undefined && { byolUrl }),
  }
}

export function termsView(terms: PlanTerms & { planId: string }): TermsView {
  return { ...terms }
}
