import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ReviewBench, reviewBench, type Seller } from '../../test/support/review-bench.ts'
import { plansOfRepository } from '../catalog/find-listing.ts'
import type { ProductId } from '../catalog/index.ts'
import { saveDraft } from '../catalog/save-draft.ts'
import { searchListings } from '../catalog/search-listings.ts'
import { showListing } from '../catalog/show-listing.ts'
import { days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { approveSubmission } from './approve-submission.ts'
import { holdListing } from './hold-listing.ts'
import { liftHold } from './lift-hold.ts'
import { listListingsForStaff } from './list-listings-for-staff.ts'
import { publishSubmission } from './publish-submission.ts'
import { revokeOverdueHolds } from './revoke-overdue-holds.ts'
import { submitProduct } from './submit-product.ts'
import { withdrawListing } from './withdraw-listing.ts'

let bench: ReviewBench
let acme: Seller
let mora: Context
let sina: Context
let productId: ProductId
beforeAll(async () => {
  bench = await reviewBench()
})
beforeEach(async () => {
  await bench.reset()
  acme = await bench.seller('acme')
  mora = await bench.person('mora', 'moderator')
  sina = await bench.person('sina', 'security')
  productId = await bench.drafts(acme, 'Widget')
  await publishes()
})
afterAll(() => bench.close())

async function publishes() {
  const { id: submissionId } = await submitProduct(acme.editor, { productId, publish: 'manual' })
  await approveSubmission(mora, { submissionId })
  await publishSubmission(acme.editor, { submissionId })
}
const reason = 'CVE-2026-0001 is past its deadline'

test('a hold labels the page, keeps it in search, and is told with its reason (STO-108, STO-119)', async () => {
  bench.clock.advance(60_000)
  await holdListing(sina, { productId, reason })

  const { listing } = await showListing(bench.stranger, { slug: 'widget' })
  expect(listing).toMatchObject({ state: 'hold', stateReason: reason, stateSince: bench.clock.now() })
  expect((await searchListings(bench.stranger, {})).items).toMatchObject([{ slug: 'widget', state: 'hold' }])
  expect(await plansOfRepository(bench.system, 'store/acme/widget')).toMatchObject([
    { listing: { state: 'hold', stateReason: reason } },
  ])
  expect(bench.told('listing.held')).toEqual([{ type: 'listing.held', productId, reason }])
  expect(
    await bench.rows("SELECT actor_name, reason FROM audit_entry WHERE action = 'moderation.listing_held'"),
  ).toEqual([{ actor_name: 'sina', reason }])
})

test('of two reviewers at the same moment one holds it', async () => {
  const tries = await Promise.allSettled([1, 2].map(() => holdListing(sina, { productId, reason })))
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(bench.told('listing.held')).toHaveLength(1)
  await expect(holdListing(sina, { productId, reason })).rejects.toMatchObject({ code: 'moderation.already_held' })
})

test('lifted, it is for sale again and the label is gone (STO-111)', async () => {
  await holdListing(sina, { productId, reason })
  await liftHold(sina, { productId, note: 'Fixed in 1.0.1.' })
  const { listing } = await showListing(bench.stranger, { slug: 'widget' })
  expect(listing.state).toBe('published')
  expect(listing.stateReason).toBeUndefined()
  expect(bench.told('listing.released')).toHaveLength(1)
  await expect(liftHold(sina, { productId, note: '' })).rejects.toMatchObject({ code: 'moderation.not_held' })
})

test('a revision can be published during a hold; it does not lift it', async () => {
  await holdListing(sina, { productId, reason })
  await saveDraft(acme.editor, { productId, change: { shortDescription: 'Now without the hole.' } })
  await publishes()
  expect((await showListing(bench.stranger, { slug: 'widget' })).listing).toMatchObject({
    state: 'hold',
    stateReason: reason,
    shortDescription: 'Now without the hole.',
  })
})

test('holds are for staff; what is not listed cannot be held', async () => {
  await expect(holdListing(acme.owner, { productId, reason })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(holdListing(sina, { productId, reason: ' ' })).rejects.toMatchObject({ kind: 'invalid' })
  const draft = await bench.drafts(acme, 'Crank')
  await expect(holdListing(sina, { productId: draft, reason })).rejects.toMatchObject({ kind: 'not_found' })
})

test('withdrawn by its owner it leaves the search and takes nobody new; its page says so (STO-080)', async () => {
  await expect(withdrawListing(acme.editor, { productId })).rejects.toMatchObject({ kind: 'forbidden' })
  await withdrawListing(acme.owner, { productId })

  expect((await searchListings(bench.stranger, {})).items).toEqual([])
  expect((await showListing(bench.stranger, { slug: 'widget' })).listing.state).toBe('withdrawn')
  expect(bench.told('listing.withdrawn')).toHaveLength(1)
})

test('a fresh submission brings a withdrawn listing back (STO-116)', async () => {
  await withdrawListing(acme.owner, { productId })
  await publishes()
  expect((await showListing(bench.stranger, { slug: 'widget' })).listing.state).toBe('published')
})

test('a hold that lasts 30 days ends in revocation: a page that says why, and nothing in search (STO-110, STO-114)', async () => {
  await holdListing(sina, { productId, reason })
  bench.clock.advance(days(30) - 1)
  await revokeOverdueHolds(bench.system)
  expect((await showListing(bench.stranger, { slug: 'widget' })).listing.state).toBe('hold')

  bench.clock.advance(1)
  await revokeOverdueHolds(bench.system)
  await revokeOverdueHolds(bench.system)
  expect((await showListing(bench.stranger, { slug: 'widget' })).listing).toMatchObject({
    state: 'revoked',
    stateReason: expect.stringContaining(reason),
  })
  expect((await searchListings(bench.stranger, {})).items).toEqual([])
  expect(bench.told('listing.revoked')).toHaveLength(1)
})

test('staff see every listing with its state, holds first', async () => {
  productId = await bench.drafts(acme, 'Crank')
  await publishes()
  await holdListing(sina, { productId, reason })
  expect((await listListingsForStaff(mora)).map(({ name, state }) => [name, state])).toEqual([
    ['Crank', 'hold'],
    ['Widget', 'published'],
  ])
  await expect(listListingsForStaff(acme.owner)).rejects.toMatchObject({ kind: 'forbidden' })
})
