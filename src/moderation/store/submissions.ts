import { type Selectable, sql } from 'kysely'
import type { Manifest, Platform, ProductId, RevisionId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import type { Id } from '../../platform/ids.ts'
import { submissionMoved } from '../domain/errors.ts'
import type { PublishMode, Submission, SubmissionId, SubmissionRound, SubmittedImage } from '../domain/submission.ts'
import type { SubmissionState } from '../domain/submission-state.ts'
import type { ModerationTables, SubmissionTable } from './tables.ts'

/** Which submissions of the queue. */
export interface QueueFilter {
  readonly states: readonly SubmissionState[]
  readonly assigneeName?: string
}

/** Submissions, their rounds and their images. */
export const submissions = (tx: Tx) => {
  const db = tx.withTables<ModerationTables>()
  return {
    async find(id: SubmissionId): Promise<Submission | undefined> {
      const row = await db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toSubmission(row)
    },

    /** As find, but whoever comes second waits until the first has decided: of two decisions one wins. */
    async lock(id: SubmissionId): Promise<Submission | undefined> {
      const row = await db.selectFrom('submission').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row && toSubmission(row)
    },

    /** The one that is not decided for good. */
    async openOf(productId: ProductId): Promise<Submission | undefined> {
      const row = await db
        .selectFrom('submission')
        .selectAll()
        .where('product_id', '=', productId)
        .where('state', 'in', ['pending', 'changes_requested', 'approved'])
        .forUpdate()
        .executeTakeFirst()
      return row && toSubmission(row)
    },

    async ofProduct(productId: ProductId): Promise<Submission[]> {
      const rows = await db
        .selectFrom('submission')
        .selectAll()
        .where('product_id', '=', productId)
        .orderBy('first_submitted_at', 'desc')
        .orderBy('id', 'desc')
        .limit(100)
        .execute()
      return rows.map(toSubmission)
    },

    /** Oldest first: the queue. */
    async queue(filter: QueueFilter, limit: number): Promise<{ items: Submission[]; total: number }> {
      let query = db.selectFrom('submission').where('state', 'in', [...filter.states])
      if (filter.assigneeName !== undefined) query = query.where('assignee_name', '=', filter.assigneeName)
      const rows = await query.selectAll().orderBy('submitted_at').orderBy('id').limit(limit).execute()
      const counted = await query.select(({ fn }) => fn.countAll<bigint>().as('total')).executeTakeFirstOrThrow()
      return { items: rows.map(toSubmission), total: Number(counted.total) }
    },

    /** Places in the queue of those that wait, 1 = next. */
    async positions(ids: readonly SubmissionId[]): Promise<Map<SubmissionId, number>> {
      if (ids.length === 0) return new Map()
      const { rows } = await sql<{ id: SubmissionId; position: bigint }>`
        SELECT id, position FROM (
          SELECT id, row_number() OVER (ORDER BY submitted_at, id) AS position FROM submission WHERE state = 'pending'
        ) queue WHERE id = ANY(${[...ids]}::uuid[]) LIMIT 1000`.execute(tx)
      return new Map(rows.map((row) => [row.id, Number(row.position)]))
    },

    /** The unique index submission_open keeps a product from being submitted twice at once. */
    async insert(submission: Submission): Promise<void> {
      await onUnique(
        'submission_open',
        () => submissionMoved({ state: 'pending' }),
        db.insertInto('submission').values(toRow(submission)).execute(),
      )
    },

    async update(submission: Submission): Promise<void> {
      const { id, ...changes } = toRow(submission)
      await db.updateTable('submission').set(changes).where('id', '=', id).execute()
    },

    async addRound(id: SubmissionId, round: SubmissionRound, at: Date): Promise<void> {
      await db
        .insertInto('submission_round')
        .values({ submission_id: id, round: round.round, manifest: JSON.stringify(round.manifest), submitted_at: at })
        .execute()
    },

    async round(id: SubmissionId, round: number): Promise<SubmissionRound | undefined> {
      const row = await db
        .selectFrom('submission_round')
        .select(['round', 'manifest'])
        .where('submission_id', '=', id)
        .where('round', '=', round)
        .executeTakeFirst()
      // Written by addRound only, from a manifest.
      return row && { round: row.round, manifest: row.manifest as Manifest }
    },

    async images(id: SubmissionId): Promise<SubmittedImage[]> {
      const rows = await db
        .selectFrom('submission_image')
        .selectAll()
        .where('submission_id', '=', id)
        .orderBy('position')
        .limit(1000)
        .execute()
      return rows.map(toImage)
    },

    /** The images of a new round take the place of the former. */
    async replaceImages(id: SubmissionId, images: readonly SubmittedImage[]): Promise<void> {
      await db.deleteFrom('submission_image').where('submission_id', '=', id).execute()
      await db
        .insertInto('submission_image')
        .values(
          images.map((image, position) => ({
            submission_id: id,
            position,
            repository: image.repository,
            tag: image.tag,
            digest: image.digest,
            size: BigInt(image.size),
            platforms: JSON.stringify(image.platforms),
            plan_ids: [...image.planIds],
            pushed_at: image.pushedAt,
          })),
        )
        .execute()
    },
  }
}

function toRow(submission: Submission): Selectable<SubmissionTable> {
  return {
    id: submission.id,
    product_id: submission.productId,
    publisher_id: submission.publisherId,
    revision_id: submission.revisionId,
    product_name: submission.productName,
    product_slug: submission.productSlug,
    icon_id: submission.iconId,
    state: submission.state,
    round: submission.round,
    publish_mode: submission.publishMode,
    submitted_by: submission.submittedBy ?? null,
    submitted_by_name: submission.submittedByName,
    first_submitted_at: submission.firstSubmittedAt,
    submitted_at: submission.submittedAt,
    decided_at: submission.decidedAt ?? null,
    decided_by_name: submission.decidedByName ?? null,
    assignee_id: submission.assigneeId ?? null,
    assignee_name: submission.assigneeName ?? null,
  }
}

function toSubmission(row: Selectable<SubmissionTable>): Submission {
  return {
    id: row.id as SubmissionId,
    productId: row.product_id as ProductId,
    publisherId: row.publisher_id as Id<'publisher'>,
    revisionId: row.revision_id as RevisionId,
    productName: row.product_name,
    productSlug: row.product_slug,
    iconId: row.icon_id,
    state: row.state as SubmissionState,
    round: row.round,
    publishMode: row.publish_mode as PublishMode,
    submittedByName: row.submitted_by_name,
    firstSubmittedAt: row.first_submitted_at,
    submittedAt: row.submitted_at,
    ...(row.submitted_by !== null && { submittedBy: row.submitted_by }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.decided_by_name !== null && { decidedByName: row.decided_by_name }),
    ...(row.assignee_id !== null && { assigneeId: row.assignee_id }),
    ...(row.assignee_name !== null && { assigneeName: row.assignee_name }),
  }
}

function toImage(row: Selectable<ModerationTables['submission_image']>): SubmittedImage {
  return {
    repository: row.repository,
    tag: row.tag,
    digest: row.digest,
    size: Number(row.size),
    platforms: row.platforms as Platform[],
    planIds: row.plan_ids,
    pushedAt: row.pushed_at,
  }
}
