import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planOf, type ReviewBench, reviewBench, type Seller } from '../../test/support/review-bench.ts'
import { approveSubmission } from '../moderation/approve-submission.ts'
import { publishSubmission } from '../moderation/publish-submission.ts'
import { submitProduct } from '../moderation/submit-product.ts'
import type { Context } from '../platform/context.ts'
import type { ProductId } from './domain/listing.ts'
import type { ManifestInput } from './domain/manifest.ts'
import type { FacetName } from './domain/search.ts'
import { listCategories } from './list-categories.ts'
import { recordPulls } from './record-pulls.ts'
import { type SearchListings, searchListings } from './search-listings.ts'
import { showHome } from './show-home.ts'
import { suggestListings } from './suggest-listings.ts'

/** A small store that nobody changes: six products of two publishers. */
let bench: ReviewBench
let mora: Context
const ids = new Map<string, ProductId>()

beforeAll(async () => {
  bench = await reviewBench()
  mora = await bench.person('mora', 'moderator')
  const harbour = await bench.seller('harbour')
  const quay = await bench.seller('quay')
  const paid = [{ amount: '900', currency: 'EUR', period: 'month' as const }]
  const support = {
    email: 'a@b.example',
    site: 'https://b.example',
    hours: '9 to 5',
    responseTimes: '8 hours',
    text: '',
  }
  await sells(harbour, 'Tidepool', { categories: ['databases'], tags: ['cache', 'in-memory'] })
  await sells(harbour, 'Breakwater', {
    categories: ['messaging-services', 'databases'],
    support,
    plans: [planOf('harbour/breakwater', '1.0.0', { prices: paid, trialDays: 30 })],
  })
  await sells(harbour, 'Anchor', { categories: ['storage'], contentType: 'plugin' })
  await sells(quay, 'Spyglass', { categories: ['devops-tools'], longDescription: 'Search the logs of a whole fleet.' })
  await sells(quay, 'Ropewalk', { categories: ['devops-tools'], shortDescription: 'Runs your pipelines.' })
  await sells(quay, 'Ballast', { categories: ['featured-images'], shortDescription: 'A cache of last resort.' })
  const batch = {
    batchId: bench.system.newId(),
    counts: [
      { productId: idOf('Spyglass'), count: 5_000 },
      { productId: idOf('Tidepool'), count: 100 },
      { productId: idOf('Tidepool'), count: 28 },
    ],
  }
  await recordPulls(bench.system, batch)
  // Delivery is at least once: the same batch again counts nothing (ARC-14).
  await recordPulls(bench.system, batch)
})
afterAll(() => bench.close())

async function sells(seller: Seller, name: string, change: ManifestInput) {
  const productId = await bench.drafts(seller, name, change)
  const { id: submissionId } = await submitProduct(seller.editor, { productId, publish: 'manual' })
  await approveSubmission(mora, { submissionId })
  await publishSubmission(seller.editor, { submissionId })
  ids.set(name, productId)
  bench.clock.advance(60_000)
}
function idOf(name: string): ProductId {
  const id = ids.get(name)
  if (!id) throw new Error(`no product ${name}`)
  return id
}
const names = async (query: SearchListings) =>
  (await searchListings(bench.stranger, query)).items.map(({ name }) => name)
const facet = async (query: SearchListings, name: FacetName) =>
  Object.fromEntries(
    (await searchListings(bench.stranger, query)).facets[name].map(({ value, count }) => [value, count]),
  )

describe('words', () => {
  test('are found in name, publisher, tags and descriptions', async () => {
    expect(await names({ text: 'spyglass' })).toEqual(['Spyglass'])
    expect(await names({ text: 'pipeline' })).toEqual(['Ropewalk'])
    expect(await names({ text: 'fleet logs' })).toEqual(['Spyglass'])
    expect((await names({ text: 'quay' })).sort()).toEqual(['Ballast', 'Ropewalk', 'Spyglass'])
  })

  test('a tag weighs more than the description', async () =>
    expect(await names({ text: 'cache' })).toEqual(['Tidepool', 'Ballast']))

  test('with a typing error are found too', async () => {
    expect(await names({ text: 'spyglas' })).toEqual(['Spyglass'])
    expect(await names({ text: 'tidepol' })).toEqual(['Tidepool'])
    expect(await names({ text: 'breakwatter' })).toEqual(['Breakwater'])
  })

  test('that nobody uses find nothing, and signs of the query language do no harm', async () => {
    expect(await names({ text: 'xylophone' })).toEqual([])
    for (const text of ['%', '_', '\\', '"', "'; DROP TABLE listing; --", 'a & | !', '(((', '   ']) {
      await expect(searchListings(bench.stranger, { text })).resolves.toBeDefined()
    }
    expect(await names({ text: '100%' })).toEqual([])
  })
})

describe('filters and their counts', () => {
  test('narrow the result', async () => {
    expect(await names({ types: ['plugin'] })).toEqual(['Anchor'])
    expect((await names({ categories: ['databases'] })).sort()).toEqual(['Breakwater', 'Tidepool'])
    expect(await names({ prices: ['trial'] })).toEqual(['Breakwater'])
    expect(await names({ publishers: ['quay'], categories: ['devops-tools', 'databases'] })).toEqual([
      'Spyglass',
      'Ropewalk',
    ])
    expect(await names({ architectures: ['arm64'] })).toEqual([])
    expect(await names({ certified: true })).toEqual([])
  })

  test('a facet is counted as if its own filter were not set, but with all others', async () => {
    const query = { categories: ['databases'], prices: ['free'] }
    expect(await facet(query, 'category')).toEqual({
      databases: 1,
      'devops-tools': 2,
      'featured-images': 1,
      storage: 1,
    })
    expect(await facet(query, 'price')).toEqual({ free: 1, paid: 1, trial: 1 })
    expect(await facet(query, 'publisher')).toEqual({ harbour: 1 })
    expect(await facet(query, 'architecture')).toEqual({ amd64: 1 })
  })

  test('carry names that people read', async () => {
    const { facets } = await searchListings(bench.stranger, {})
    expect(facets.category).toContainEqual({ value: 'devops-tools', label: 'DevOps Tools', count: 2 })
    expect(facets.publisher).toContainEqual({ value: 'harbour', label: 'harbour Ltd', count: 3 })
    expect(facets.operatingSystem).toEqual([{ value: 'linux', label: 'Linux', count: 6 }])
  })
})

describe('order and pages', () => {
  test('most popular first, or newest, or by name', async () => {
    expect((await names({})).slice(0, 2)).toEqual(['Spyglass', 'Tidepool'])
    expect((await names({ sort: 'newest' }))[0]).toBe('Ballast')
    expect(await names({ sort: 'name' })).toEqual([
      'Anchor',
      'Ballast',
      'Breakwater',
      'Ropewalk',
      'Spyglass',
      'Tidepool',
    ])
  })

  test('pages neither repeat nor skip, in any order', async () => {
    for (const sort of ['popular', 'newest', 'name'] as const) {
      const pages = await Promise.all([1, 2, 3, 4].map((page) => names({ sort, page, pageSize: 2 })))
      expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 0])
      expect(pages.flat()).toEqual(await names({ sort }))
    }
    expect(await searchListings(bench.stranger, { page: 2, pageSize: 4 })).toMatchObject({
      total: 6,
      page: 2,
      pageSize: 4,
    })
  })
})

test('while somebody types, names and categories are proposed (STO-127)', async () => {
  expect(await suggestListings(bench.stranger, { text: 'spy' })).toEqual([
    { label: 'Spyglass', path: '/images/spyglass' },
    { label: 'spy', category: 'DevOps Tools', path: '/search?q=spy&category=devops-tools' },
  ])
  expect((await suggestListings(bench.stranger, { text: 'anch' }))[0]).toEqual({
    label: 'Anchor',
    path: '/plugins/anchor',
  })
  expect(await suggestListings(bench.stranger, { text: ' ' })).toEqual([])
})

test('the home page has its shelves (STO-126)', async () => {
  const home = await showHome(bench.stranger)
  expect(home.featured.map(({ name }) => name)).toEqual(['Ballast'])
  expect(home.popular[0]?.name).toBe('Spyglass')
  expect(home.newest[0]?.name).toBe('Ballast')
  expect(home.plugins.map(({ name }) => name)).toEqual(['Anchor'])
  expect(home.totals).toEqual({ products: 6, publishers: 2, pulls: 5_128n })
  expect((await listCategories(bench.stranger)).find(({ slug }) => slug === 'databases')?.count).toBe(2)
})
