import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planOf, type ReviewBench, reviewBench, type Seller } from '../../test/support/review-bench.ts'
import { createProduct } from '../catalog/create-product.ts'
import { saveDraft } from '../catalog/save-draft.ts'
import { showProduct } from '../catalog/show-product.ts'
import type { TokenScope } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Id } from '../platform/ids.ts'
import { resolveImage } from '../registry/index.ts'
import { approveSubmission } from './approve-submission.ts'
import { assignSubmission } from './assign-submission.ts'
import { holdingRepositoryOf } from './domain/submission.ts'
import { findSubmission } from './find-submission.ts'
import { listQueue, listSubmissions } from './list-queue.ts'
import { postToThread } from './post-to-thread.ts'
import { publishSubmission } from './publish-submission.ts'
import { rejectSubmission } from './reject-submission.ts'
import { requestChanges } from './request-changes.ts'
import { showSubmission } from './show-submission.ts'
import { submitProduct } from './submit-product.ts'
import { withdrawListing } from './withdraw-listing.ts'
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

async function submitted(name = 'Widget') {
  const productId = await bench.drafts(acme, name)
  const submission = await submitProduct(acme.editor, { productId, publish: 'manual', note: 'Here it is.' })
  return { productId, submissionId: submission.id }
}
const shorter = { field: 'shortDescription', text: 'Say what the widget does.' }

describe('submitting', () => {
  test('freezes the images by digest in the holding area and asks for their scan (STO-084)', async () => {
    const { submissionId } = await submitted()
    const staging = await resolveImage(bench.system, { repository: 'acme/widget', reference: '1.0.0' })
    const held = await resolveImage(bench.system, {
      repository: holdingRepositoryOf(submissionId, 'acme/widget'),
      reference: '1.0.0',
    })
    expect(held?.digest).toBe(staging?.digest)
    expect(bench.jobs).toContainEqual(expect.objectContaining({ queue: 'vulnerabilities.scan-image' }))
    expect(bench.told('submission.submitted')).toHaveLength(1)
    expect(await bench.actions()).toContain('moderation.product_submitted')
  })

  test('needs a complete manifest; every problem is named at once (STO-073)', async () => {
    const { product } = await createProduct(acme.editor, { publisherId: acme.id, name: 'Bare' })
    await saveDraft(acme.editor, {
      productId: product.id,
      change: {
        plans: [planOf('acme/absent', '1.0.0'), planOf('rival/widget', 'latest', { isDefault: false, name: 'B' })],
      },
    })
    const refused = await submitProduct(acme.editor, { productId: product.id, publish: 'manual' }).catch((e) => e)
    expect(refused.code).toBe('moderation.submission_incomplete')
    expect(refused.fields.map((problem: { field: string }) => problem.field)).toEqual(
      expect.arrayContaining([
        'iconId',
        'shortDescription',
        'plans.0.repositories.0.tags.0',
        'plans.1.repositories.0.repository',
        'plans.1.repositories.0.tags.0',
      ]),
    )
    expect((await showProduct(acme.viewer, { productId: product.id })).overview.status).toBe('draft')
  })

  test('bring-your-own-licence plans need an approval of their own (STO-036)', async () => {
    const byol = { access: 'byol' as const, byolUrl: 'https://acme.example/buy' }
    const productId = await bench.drafts(acme, 'Widget', { plans: [planOf('acme/widget', '1.0.0', byol)] })
    await expect(submitProduct(acme.editor, { productId, publish: 'manual' })).rejects.toMatchObject({
      fields: [{ field: 'plans.0.access', message: expect.stringContaining('not approved') }],
    })
  })

  test('twice at the same moment makes one submission', async () => {
    const productId = await bench.drafts(acme, 'Widget')
    const tries = await Promise.allSettled(
      [1, 2].map(() => submitProduct(acme.editor, { productId, publish: 'manual' })),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await bench.rows('SELECT state FROM submission')).toEqual([{ state: 'pending' }])
  })

  test('while it is under review the product cannot be edited', async () => {
    const { productId } = await submitted()
    await expect(saveDraft(acme.editor, { productId, change: { version: '2' } })).rejects.toMatchObject({
      code: 'catalog.under_review',
    })
  })
})

describe('the queue', () => {
  test('is oldest first, with position, age and who takes care; overdue after a day (STO-076)', async () => {
    const first = await submitted('Widget')
    bench.clock.advance(20 * 3_600_000)
    const second = await submitted('Crank')
    bench.clock.advance(5 * 3_600_000)
    await assignSubmission(mora, { submissionId: second.submissionId, username: 'mora' })

    const { items, total } = await listQueue(mora, { state: 'pending' })
    expect(total).toBe(2)
    expect(items).toMatchObject([
      { submission: { id: first.submissionId }, queuePosition: 1, ageHours: 25, overdue: true },
      {
        submission: { id: second.submissionId, assigneeName: 'mora' },
        queuePosition: 2,
        ageHours: 5,
        overdue: false,
        publisher: { slug: 'acme', name: 'acme Ltd' },
      },
    ])
    expect((await listQueue(mora, { assignee: 'mora' })).items).toHaveLength(1)
  })

  test('is for staff', async () => {
    await expect(listQueue(acme.owner, {})).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(listQueue(bench.stranger, {})).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  test('only moderators can be given a submission; nobody can be, too', async () => {
    const { submissionId } = await submitted()
    await assignSubmission(mora, { submissionId, username: 'mora' })
    await expect(assignSubmission(mora, { submissionId, username: 'acme' })).rejects.toMatchObject({
      code: 'moderation.assignee_unknown',
    })
    expect((await assignSubmission(mora, { submissionId, username: null })).assigneeName).toBeUndefined()
  })
})

describe('changes', () => {
  test('are asked for with reasons, made, and shown as differences in the next round (STO-074)', async () => {
    const { productId, submissionId } = await submitted()
    await requestChanges(mora, {
      submissionId,
      reasons: [shorter, { field: 'tags', text: 'Add a search tag.' }],
      message: 'Nearly there.',
    })
    expect((await showProduct(acme.viewer, { productId })).overview.status).toBe('changes_requested')
    expect(await findSubmission(bench.system, { submissionId })).toMatchObject({
      reasons: [shorter, { field: 'tags' }],
      posts: [{ text: 'Here it is.' }, { text: 'Nearly there.', authorRole: 'moderator' }],
    })

    await saveDraft(acme.editor, { productId, change: { shortDescription: 'Turns a crank.' } })
    const rebuilt = await bench.pushes('acme/widget', '1.0.0', 'rebuilt')
    expect(await submitProduct(acme.editor, { productId, publish: 'manual' })).toMatchObject({
      id: submissionId,
      round: 2,
      state: 'pending',
    })

    const detail = await showSubmission(mora, { submissionId })
    expect(detail.changes).toEqual([
      { field: 'shortDescription', before: 'Widget does one thing.', after: 'Turns a crank.' },
    ])
    expect(detail.previous?.shortDescription).toBe('Widget does one thing.')
    expect(detail.reasons).toMatchObject([
      { field: 'shortDescription', round: 1, resolved: true },
      { field: 'tags', round: 1, resolved: false },
    ])
    expect(detail.images).toMatchObject([{ repository: 'acme/widget', digest: rebuilt, scan: { state: 'queued' } }])
    expect(detail.history.map(({ action }) => action)).toEqual(['submit', 'request_changes', 'submit'])
    expect(detail.preview.listing.shortDescription).toBe('Turns a crank.')
  })

  test('need at least one reason with a text', async () => {
    const { submissionId } = await submitted()
    for (const reasons of [[], [{ field: 'name', text: ' ' }]]) {
      await expect(requestChanges(mora, { submissionId, reasons })).rejects.toMatchObject({
        code: 'moderation.reasons_required',
      })
    }
  })
})

describe('deciding', () => {
  test('of two moderators at the same moment one wins; the other hears who decided', async () => {
    const { submissionId } = await submitted()
    const mika = await bench.person('mika', 'moderator')
    const decisions = await Promise.allSettled([
      approveSubmission(mora, { submissionId }),
      rejectSubmission(mika, { submissionId, reason: 'Not for us.' }),
    ])
    const lost = decisions.find((decision) => decision.status === 'rejected')
    expect(decisions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(lost?.reason).toMatchObject({ code: 'moderation.submission_moved' })
    expect(String(lost?.reason.message)).toMatch(/(approved already \(by mora\)|rejected already \(by mika\))/)
    expect(bench.told('submission.approved').length + bench.told('submission.rejected').length).toBe(1)
  })

  test('a rejection has a reason and ends it; a new submission may follow', async () => {
    const { productId, submissionId } = await submitted()
    await expect(rejectSubmission(mora, { submissionId, reason: ' ' })).rejects.toMatchObject({ kind: 'invalid' })
    await rejectSubmission(mora, { submissionId, reason: 'It does nothing.' })
    expect(await findSubmission(bench.system, { submissionId })).toMatchObject({ note: 'It does nothing.' })
    expect((await showProduct(acme.viewer, { productId })).overview.status).toBe('rejected')

    bench.clock.advance(60_000)
    await saveDraft(acme.editor, { productId, change: { shortDescription: 'Now it does.' } })
    const next = await submitProduct(acme.editor, { productId, publish: 'manual' })
    expect(next).toMatchObject({ round: 1, state: 'pending' })
    expect((await listSubmissions(acme.viewer, { productId })).map(({ submission }) => submission.state)).toEqual([
      'pending',
      'rejected',
    ])
  })

  test('publishers do not decide, and moderators do not withdraw', async () => {
    const { submissionId } = await submitted()
    await expect(approveSubmission(acme.owner, { submissionId })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(withdrawSubmission(mora, { submissionId })).rejects.toMatchObject({
      code: 'moderation.submission_not_found',
    })
    await expect(withdrawSubmission(acme.viewer, { submissionId })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('every decision is in the audit trail with its reason', async () => {
    const { submissionId } = await submitted()
    await requestChanges(mora, { submissionId, reasons: [shorter] })
    expect(
      await bench.rows("SELECT actor_name, reason FROM audit_entry WHERE action = 'moderation.changes_requested'"),
    ).toEqual([{ actor_name: 'mora', reason: 'shortDescription: Say what the widget does.' }])
  })
})

describe('the thread', () => {
  test('is shared; internal notes are seen by staff only (STO-075)', async () => {
    const { submissionId } = await submitted()
    await postToThread(mora, { submissionId, text: 'Looks odd to me.', internal: true })
    await postToThread(mora, { submissionId, text: 'Which base image is it?' })
    await postToThread(acme.viewer, { submissionId, text: 'Alpine.' })

    const texts = async (ctx: Context) => (await showSubmission(ctx, { submissionId })).posts.map(({ text }) => text)
    expect(await texts(mora)).toEqual(['Here it is.', 'Looks odd to me.', 'Which base image is it?', 'Alpine.'])
    expect(await texts(acme.viewer)).toEqual(['Here it is.', 'Which base image is it?', 'Alpine.'])
    expect(bench.told('submission.posted')).toHaveLength(2)
    await expect(postToThread(acme.owner, { submissionId, text: 'Psst.', internal: true })).rejects.toMatchObject({
      code: 'moderation.internal_for_staff',
    })
  })

  test('and the submission itself do not exist for strangers and other publishers (ARC-54)', async () => {
    const { submissionId } = await submitted()
    const rival = await bench.seller('rival')
    await expect(showSubmission(rival.owner, { submissionId })).rejects.toMatchObject({
      code: 'moderation.submission_not_found',
    })
    await expect(showSubmission(rival.owner, { submissionId: acme.id as never })).rejects.toMatchObject({
      code: 'moderation.submission_not_found',
    })
    await expect(showSubmission(bench.stranger, { submissionId })).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})

test('an access token that may only pull neither reads the review nor decides', async () => {
  const { submissionId } = await submitted()
  const { accountId } = mora.actor as Extract<Context['actor'], { kind: 'user' }>
  const tokenId = submissionId as string as Id<'access_token'>
  const withToken = (scopes: TokenScope[]) =>
    mora.as({ kind: 'token', accountId, name: 'mora', roles: ['moderator'], tokenId, scopes })
  const refused = { code: 'accounts.token_lacks_scope' }
  await expect(listQueue(withToken(['pull']), {})).rejects.toMatchObject(refused)
  await expect(showSubmission(withToken(['pull']), { submissionId })).rejects.toMatchObject(refused)
  await expect(approveSubmission(withToken(['read']), { submissionId })).rejects.toMatchObject(refused)
  await expect(postToThread(withToken(['read']), { submissionId, text: 'Hi.' })).rejects.toMatchObject(refused)
  expect((await listQueue(withToken(['read']), {})).total).toBe(1)
  expect((await approveSubmission(withToken(['write']), { submissionId })).state).toBe('approved')
})

test('what was withdrawn can be submitted again as it was; what is live and unchanged cannot', async () => {
  const { productId, submissionId } = await submitted()
  await withdrawSubmission(acme.editor, { submissionId })
  const again = await submitProduct(acme.editor, { productId, publish: 'manual' })
  expect(again).toMatchObject({ state: 'pending', round: 1 })

  await approveSubmission(mora, { submissionId: again.id })
  await publishSubmission(acme.editor, { submissionId: again.id })
  await expect(submitProduct(acme.editor, { productId, publish: 'manual' })).rejects.toMatchObject({
    code: 'catalog.nothing_to_submit',
  })
})

test('a product that was never published can be taken back at once, with its submission (STO-080)', async () => {
  const { productId, submissionId } = await submitted()
  await expect(withdrawListing(acme.editor, { productId })).rejects.toMatchObject({ kind: 'forbidden' })
  await withdrawListing(acme.owner, { productId })
  expect((await showSubmission(mora, { submissionId })).card.submission.state).toBe('withdrawn')
  expect((await showProduct(acme.viewer, { productId })).overview.status).toBe('withdrawn')
})
