import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { PlanId } from '../domain/listing.ts'
import { listCategories } from '../list-categories.ts'
import { searchListings } from '../search-listings.ts'
import { showHome } from '../show-home.ts'
import { showListing } from '../show-listing.ts'
import { showTerms } from '../show-terms.ts'
import { suggestListings } from '../suggest-listings.ts'
import {
  CategoryView,
  HomeView,
  homeView,
  ListingView,
  listingView,
  SearchView,
  SuggestionView,
  searchView,
  TermsView,
  termsView,
} from './views.ts'

const Values = Type.Optional(
  Type.Array(Type.String({ maxLength: 300 }), { maxItems: 20, description: 'Repeat the parameter, or use commas.' }),
)
const SearchQuery = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 200 })),
    type: Values,
    category: Values,
    price: Values,
    publisher: Values,
    architecture: Values,
    operating_system: Values,
    certified: Type.Optional(Type.Boolean()),
    sort: Type.Optional(
      Type.Union([Type.Literal(''), Type.Literal('popular'), Type.Literal('newest'), Type.Literal('name')]),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
)
const SuggestQuery = Type.Object({ q: Type.String({ maxLength: 200 }) }, { additionalProperties: false })
const Slug = Type.Object({ slug: Type.String({ maxLength: 100 }) })
const PlanParams = Type.Object({ planId: Type.String({ format: 'uuid' }) })

/** The shop window: open to everybody. */
export function storefrontRoutes(app: FastifyInstance): void {
  app.get(
    '/categories',
    {
      schema: {
        tags: ['catalog'],
        summary: 'All categories with the number of products in each',
        response: { 200: Type.Object({ items: Type.Array(CategoryView) }) },
      },
    },
    async (request) => ({ items: await listCategories(request.ctx) }),
  )

  app.get(
    '/home',
    { schema: { tags: ['catalog'], summary: 'The shelves of the home page', response: { 200: HomeView } } },
    async (request) => homeView(await showHome(request.ctx)),
  )

  app.get<{ Querystring: Static<typeof SearchQuery> }>(
    '/listings',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Search the store',
        querystring: SearchQuery,
        response: { 200: SearchView },
      },
    },
    async (request) => searchView(await searchListings(request.ctx, searchOf(request.query))),
  )

  app.get<{ Querystring: Static<typeof SuggestQuery> }>(
    '/listings/suggest',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Proposals while somebody types',
        querystring: SuggestQuery,
        response: { 200: Type.Object({ items: Type.Array(SuggestionView) }) },
      },
    },
    async (request) => ({ items: await suggestListings(request.ctx, { text: request.query.q }) }),
  )

  app.get<{ Params: Static<typeof Slug> }>(
    '/listings/:slug',
    {
      schema: {
        tags: ['catalog'],
        summary: 'The page of a product, by slug or product id',
        params: Slug,
        response: { 200: ListingView },
      },
    },
    async (request) => listingView(await showListing(request.ctx, request.params)),
  )

  app.get<{ Params: Static<typeof PlanParams> }>(
    '/plans/:planId/terms',
    {
      schema: {
        tags: ['catalog'],
        summary: 'The terms of a plan, with the hash that an acceptance names',
        params: PlanParams,
        response: { 200: TermsView },
      },
    },
    async (request) => termsView(await showTerms(request.ctx, { planId: request.params.planId as PlanId })),
  )
}

function searchOf(query: Static<typeof SearchQuery>) {
  const values = (list: readonly string[] | undefined) =>
    (list ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '')
  return {
    ...(query.q !== undefined && { text: query.q }),
    types: values(query.type),
    categories: values(query.category),
    prices: values(query.price),
    publishers: values(query.publisher),
    architectures: values(query.architecture),
    operatingSystems: values(query.operating_system),
    certified: query.certified ?? false,
    ...(query.sort && { sort: query.sort }),
    ...(query.page !== undefined && { page: query.page }),
    ...(query.pageSize !== undefined && { pageSize: query.pageSize }),
  }
}
