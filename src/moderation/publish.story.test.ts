import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { planOf, type ReviewBench, reviewBench, type Seller } from '../../test/support/review-bench.ts'
import { saveDraft } from '../catalog/save-draft.ts'
import { showListing } from '../catalog/show-listing.ts'
import type { Context } from '../platform/context.ts'
import { resolveImage } from '../registry/index.ts'
import { approveSubmission } from './approve-submission.ts'
import { holdingRepositoryOf } from './domain/submission.ts'
import { publishSubmission } from './publish-submission.ts'
import { submitProduct } from './submit-product.ts'
import { withdrawSubmission } from './withdraw-submission.ts'

let bench: ReviewBench
let acme: Seller
let mora: Context
beforeAll(async () => {
  bench = await reviewBench()
})
beforeEach(async () => {
  await bench.reset()
  acme = await bench.seller('acme')
  mora = await bench.person('mora', 'moderator')
})
afterAll(() => bench.close())

const digestIn = async (repository: string, tag = '1.0.0') =>
  (await resolveImage(bench.system, { repository, reference: tag }))?.digest

async function approved(publish: 'manual' | 'on_approval' = 'manual', name = 'Widget') {
  const productId = await bench.drafts(acme, name)
  const { id } = await submitProduct(acme.editor, { productId, publish })
  await approveSubmission(mora, { submissionId: id })
  return { productId, submissionId: id }
}

test('publishing makes a verified copy and a product page, and tells everybody once', async () => {
  const { submissionId } = await approved()
  const submitted = await digestIn('acme/widget')
  expect(await digestIn('store/acme/widget')).toBeUndefined()

  expect((await publishSubmission(acme.editor, { submissionId })).state).toBe('published')

  expect(await digestIn('store/acme/widget')).toBe(submitted)
  const { listing, plans } = await showListing(bench.stranger, { slug: 'widget' })
  expect(listing).toMatchObject({ name: 'Widget', state: 'published', path: '/images/widget' })
  expect(plans).toMatchObject([
    { plan: { repositories: ['store/acme/widget'] }, platforms: [{ os: 'linux', architecture: 'amd64' }] },
  ])
  expect(bench.told('submission.published')).toHaveLength(1)
  expect(bench.told('listing.published')).toHaveLength(1)
  expect(await bench.actions()).toContain('moderation.submission_published')
})

test('what is pushed after submitting changes nothing (STO-078)', async () => {
  const productId = await bench.drafts(acme, 'Widget')
  const { id: submissionId } = await submitProduct(acme.editor, { productId, publish: 'manual' })
  const submitted = await digestIn('acme/widget')
  const poisoned = await bench.pushes('acme/widget', '1.0.0', 'poisoned')
  await approveSubmission(mora, { submissionId })
  await publishSubmission(acme.editor, { submissionId })
  await bench.pushes('acme/widget', '1.0.0', 'poisoned again')

  expect(poisoned).not.toBe(submitted)
  expect(await digestIn('store/acme/widget')).toBe(submitted)
})

test('publishing twice, one after the other or at once, is publishing once', async () => {
  const { submissionId } = await approved()
  const answers = await Promise.all([1, 2, 3].map(() => publishSubmission(acme.editor, { submissionId })))
  await publishSubmission(acme.editor, { submissionId })

  expect(answers.map(({ state }) => state)).toEqual(['published', 'published', 'published'])
  expect(bench.told('listing.published')).toHaveLength(1)
  expect((await bench.actions()).filter((action) => action === 'moderation.submission_published')).toHaveLength(1)
  expect(await bench.rows('SELECT tag FROM listing_version')).toHaveLength(1)
})

test('damaged bytes are never published, and nothing is left half done', async () => {
  const { submissionId } = await approved()
  const [layer] = await bench.rows("SELECT digest FROM manifest_reference WHERE kind = 'layer' LIMIT 1")
  await bench.blobs.remove(String(layer?.digest) as `sha256:${string}`)

  await expect(publishSubmission(acme.editor, { submissionId })).rejects.toMatchObject({
    code: 'registry.image_damaged',
  })
  expect(await digestIn('store/acme/widget')).toBeUndefined()
  await expect(showListing(bench.stranger, { slug: 'widget' })).rejects.toMatchObject({
    code: 'catalog.listing_not_found',
  })
  expect(bench.told('listing.published')).toEqual([])
})

test('when the last step fails, none of the others happened, and it can be repeated', async () => {
  const { submissionId } = await approved()
  const failing: Context = {
    ...acme.editor,
    transaction: (work) =>
      acme.editor.transaction(async (tx) => {
        const result = await work(tx)
        if (bench.told('listing.published').length > 0) throw new Error('the power went out')
        return result
      }),
  }
  await expect(publishSubmission(failing, { submissionId })).rejects.toThrow('the power went out')
  expect(await digestIn('store/acme/widget')).toBeUndefined()
  expect(await bench.rows('SELECT product_id FROM listing')).toEqual([])
  expect(await bench.rows('SELECT state FROM submission')).toEqual([{ state: 'approved' }])

  await publishSubmission(acme.editor, { submissionId })
  expect(await digestIn('store/acme/widget')).toBeDefined()
})

test('with "publish on approval" the store publishes by itself, also when the job comes twice (STO-077)', async () => {
  await approved('on_approval')
  await bench.works('moderation.publish-submission')
  await bench.works('moderation.publish-submission')

  expect(await digestIn('store/acme/widget')).toBeDefined()
  expect(bench.told('listing.published')).toHaveLength(1)
})

test('a job for a submission that was withdrawn meanwhile does nothing', async () => {
  const { submissionId } = await approved('on_approval')
  await withdrawSubmission(acme.editor, { submissionId })
  await bench.works('moderation.publish-submission')

  expect(await digestIn('store/acme/widget')).toBeUndefined()
  expect(await digestIn(holdingRepositoryOf(submissionId, 'acme/widget'))).toBeUndefined()
})

test('only what is approved is published, and only by the publisher’s editors', async () => {
  const productId = await bench.drafts(acme, 'Widget')
  const { id: submissionId } = await submitProduct(acme.editor, { productId, publish: 'manual' })
  await expect(publishSubmission(acme.editor, { submissionId })).rejects.toMatchObject({
    code: 'moderation.submission_moved',
  })
  await approveSubmission(mora, { submissionId })
  const rival = await bench.seller('rival')
  const unseen = { code: 'moderation.submission_not_found' }
  await expect(publishSubmission(rival.owner, { submissionId })).rejects.toMatchObject(unseen)
  await expect(publishSubmission(mora, { submissionId })).rejects.toMatchObject(unseen)
  await expect(publishSubmission(acme.viewer, { submissionId })).rejects.toMatchObject({ kind: 'forbidden' })
})

test('a revision replaces the page when it is published; until then the live one stays (STO-079)', async () => {
  const { productId, submissionId } = await approved()
  await publishSubmission(acme.editor, { submissionId })
  const [before] = (await showListing(bench.stranger, { slug: 'widget' })).plans
  await bench.pushes('acme/widget', '2.0.0')
  const kept = { ...planOf('acme/widget', '2.0.0'), id: before?.plan.id ?? '' }
  await saveDraft(acme.editor, {
    productId,
    change: { version: '2.0.0', shortDescription: 'Now with two.', plans: [kept] },
  })
  expect((await showListing(bench.stranger, { slug: 'widget' })).listing.version).toBe('1.0.0')

  const next = await submitProduct(acme.editor, { productId, publish: 'manual' })
  await approveSubmission(mora, { submissionId: next.id })
  bench.clock.advance(1000)
  await publishSubmission(acme.editor, { submissionId: next.id })

  const { listing, plans } = await showListing(bench.stranger, { slug: 'widget' })
  expect(listing).toMatchObject({ version: '2.0.0', shortDescription: 'Now with two.' })
  expect(plans.map(({ plan }) => plan.id)).toEqual([before?.plan.id])
  expect(await bench.rows('SELECT tag FROM listing_version ORDER BY tag')).toEqual([{ tag: '1.0.0' }, { tag: '2.0.0' }])
  expect(await digestIn('store/acme/widget', '1.0.0')).toBeDefined()
})

test('a published tag with other content is refused when it is submitted again', async () => {
  const { productId, submissionId } = await approved()
  await publishSubmission(acme.editor, { submissionId })
  await bench.pushes('acme/widget', '1.0.0', 'rebuilt')
  await saveDraft(acme.editor, { productId, change: { shortDescription: 'Rebuilt.' } })

  await expect(submitProduct(acme.editor, { productId, publish: 'manual' })).rejects.toMatchObject({
    code: 'moderation.submission_incomplete',
    fields: [{ field: 'plans.0.repositories.0.tags.0', message: expect.stringContaining('new tag') }],
  })
})

test('nobody takes over a plan of another product by using its id', async () => {
  const { submissionId } = await approved()
  await publishSubmission(acme.editor, { submissionId })
  const { plans } = await showListing(bench.stranger, { slug: 'widget' })
  const rival = await bench.seller('rival')
  const stolen = { ...planOf('rival/lever', '1.0.0', { access: 'all' }), id: plans[0]?.plan.id ?? '' }
  const productId = await bench.drafts(rival, 'Lever', { plans: [stolen] })

  await expect(submitProduct(rival.editor, { productId, publish: 'manual' })).rejects.toMatchObject({
    fields: [{ field: 'plans.0.id' }],
  })
})
