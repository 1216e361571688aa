import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ReviewBench, reviewBench, type Seller } from '../../test/support/review-bench.ts'
import { blockedRepositories, listingOf, type ProductId, plansOfRepository } from '../catalog/index.ts'
import { saveDraft } from '../catalog/save-draft.ts'
import type { Context } from '../platform/context.ts'
import { approveSubmission } from './approve-submission.ts'
import { confirmRevocation } from './confirm-revocation.ts'
import { dismissRevocation } from './dismiss-revocation.ts'
import { holdListing } from './hold-listing.ts'
import { listListingsForStaff } from './list-listings-for-staff.ts'
import { proposeRevocation } from './propose-revocation.ts'
import { publishSubmission } from './publish-submission.ts'
import { submitProduct } from './submit-product.ts'

/** Revoking and blocking take two members of the staff (STO-114, STO-115, STO-116). */
let bench: ReviewBench
let acme: Seller
let mora: Context
let sina: Context
let productId: ProductId

beforeAll(async () => {
  bench = await reviewBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  acme = await bench.seller('acme')
  mora = await bench.person('mora', 'moderator')
  sina = await bench.person('sina', 'security')
  productId = await bench.drafts(acme, 'Widget')
  await publishes()
})

async function publishes() {
  const { id: submissionId } = await submitProduct(acme.editor, { productId, publish: 'manual' })
  await approveSubmission(mora, { submissionId })
  await publishSubmission(acme.editor, { submissionId })
}

const reason = 'It mines coins'
const proposes = (ctx: Context, kind: 'revoke' | 'block' = 'block') =>
  proposeRevocation(ctx, { productId, kind, reason })

describe('two people', () => {
  test('what one proposes changes nothing until another confirms it; then it is blocked, told and audited', async () => {
    await proposes(sina)
    expect((await listingOf(bench.system, productId))?.state).toBe('published')
    expect((await listListingsForStaff(mora))[0]?.revocation).toMatchObject({ kind: 'block', proposedByName: 'sina' })

    const listing = await confirmRevocation(mora, { productId })
    expect(listing).toMatchObject({ state: 'revoked', stateReason: reason, blockedNow: true })
    expect((await plansOfRepository(bench.system, 'store/acme/widget'))[0]?.listing).toMatchObject({ blockedNow: true })
    expect(await blockedRepositories(bench.system)).toContain('store/acme/widget')
    expect(bench.told('listing.revoked')).toEqual([{ type: 'listing.revoked', productId, reason }])
    expect(
      await bench.rows(
        "SELECT actor_name FROM audit_entry WHERE action IN ('moderation.revocation_proposed', 'moderation.listing_blocked') ORDER BY action DESC",
      ),
    ).toEqual([{ actor_name: 'sina' }, { actor_name: 'mora' }])
  })

  test('nobody confirms what they proposed themselves', async () => {
    await proposes(sina)
    await expect(confirmRevocation(sina, { productId })).rejects.toMatchObject({
      code: 'moderation.second_person_needed',
    })
    expect((await listListingsForStaff(mora))[0]?.revocation).toBeDefined()
  })

  test('a revocation that is no block leaves the days of grace, and ends a hold', async () => {
    await holdListing(sina, { productId, reason: 'Being looked at' })
    await proposes(mora, 'revoke')
    expect(await confirmRevocation(sina, { productId })).toMatchObject({ state: 'revoked', blockedNow: false })
    expect(await blockedRepositories(bench.system)).toEqual([])
    expect(await bench.rows('SELECT 1 FROM hold WHERE lifted_at IS NULL')).toEqual([])
  })

  test('of two who propose, and of two who decide at the same moment, one is first', async () => {
    const proposed = await Promise.allSettled([proposes(sina), proposes(mora)])
    expect(proposed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const olga = await bench.person('olga', 'operator')
    const decided = await Promise.allSettled([
      confirmRevocation(olga, { productId }),
      dismissRevocation(olga, { productId }),
    ])
    expect(decided.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a proposal can be dropped; then there is nothing to confirm', async () => {
    await proposes(sina)
    await dismissRevocation(sina, { productId })
    await expect(confirmRevocation(mora, { productId })).rejects.toMatchObject({
      code: 'moderation.revocation_not_proposed',
    })
    await expect(dismissRevocation(mora, { productId })).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('strangers, publishers and other staff neither propose nor decide', async () => {
    const finn = await bench.person('finn', 'finance')
    for (const [who, kind] of [
      [bench.stranger, 'unauthenticated'],
      [acme.owner, 'forbidden'],
      [finn, 'forbidden'],
    ] as const) {
      await expect(proposes(who)).rejects.toMatchObject({ kind })
      await expect(confirmRevocation(who, { productId })).rejects.toMatchObject({ kind })
      await expect(dismissRevocation(who, { productId })).rejects.toMatchObject({ kind })
    }
    await expect(proposeRevocation(sina, { productId, kind: 'block', reason: ' ' })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })
})

test('after a fresh submission the new tags are sold; those of before stay blocked (STO-116)', async () => {
  await proposes(sina)
  await confirmRevocation(mora, { productId })
  await expect(proposes(sina)).rejects.toMatchObject({ code: 'moderation.cannot_revoke' })
  await saveDraft(acme.editor, { productId, change: { shortDescription: 'Clean now.' } })
  await publishes()
  expect(await listingOf(bench.system, productId)).toMatchObject({ state: 'published', blockedNow: false })
  expect(await blockedRepositories(bench.system)).toEqual([])
  const offers = await plansOfRepository(bench.system, 'store/acme/widget')
  expect(offers[0]?.revokedTags).toEqual(['1.0.0'])
})
