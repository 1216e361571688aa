import type { Tx } from '../../platform/db/database.ts'
import type { ChangeReason, KeptReason, Post, Step, SubmissionId } from '../domain/submission.ts'
import type { ModerationTables } from './tables.ts'

const mostLines = 500

/** What was said and done about submissions: reasons, posts, steps. */
export const reviewNotes = (tx: Tx) => {
  const db = tx.withTables<ModerationTables>()
  return {
    async addReasons(
      submissionId: SubmissionId,
      round: number,
      reasons: readonly ChangeReason[],
      newId: () => string,
    ): Promise<void> {
      await db
        .insertInto('submission_reason')
        .values(
          reasons.map(({ field, text }, position) => ({
            id: newId(),
            submission_id: submissionId,
            round,
            position,
            field,
            text,
            resolved_at: null,
          })),
        )
        .execute()
    },

    async reasons(submissionId: SubmissionId): Promise<KeptReason[]> {
      const rows = await db
        .selectFrom('submission_reason')
        .selectAll()
        .where('submission_id', '=', submissionId)
        .orderBy('round')
        .orderBy('position')
        .limit(mostLines)
        .execute()
      return rows.map(({ id, field, text, round, resolved_at }) => ({
        id,
        field,
        text,
        round,
        resolved: resolved_at !== null,
      }))
    },

    async resolve(reasonIds: readonly string[], at: Date): Promise<void> {
      if (reasonIds.length === 0) return
      await db
        .updateTable('submission_reason')
        .set({ resolved_at: at })
        .where('id', 'in', [...reasonIds])
        .where('resolved_at', 'is', null)
        .execute()
    },

    async addPost(submissionId: SubmissionId, post: Post): Promise<void> {
      await db
        .insertInto('submission_post')
        .values({
          id: post.id,
          submission_id: submissionId,
          author_id: post.authorId ?? null,
          author_name: post.author,
          author_role: post.authorRole,
          at: post.at,
          text: post.text,
          internal: post.internal,
        })
        .execute()
    },

    /** Oldest first; internal notes only when asked for. */
    async posts(submissionId: SubmissionId, withInternal: boolean): Promise<Post[]> {
      const rows = await db
        .selectFrom('submission_post')
        .selectAll()
        .where('submission_id', '=', submissionId)
        .$if(!withInternal, (query) => query.where('internal', '=', false))
        .orderBy('seq')
        .limit(mostLines)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        author: row.author_name,
        authorRole: row.author_role as Post['authorRole'],
        at: row.at,
        text: row.text,
        internal: row.internal,
        ...(row.author_id !== null && { authorId: row.author_id }),
      }))
    },

    async addStep(submissionId: SubmissionId, id: string, step: Step): Promise<void> {
      await db
        .insertInto('submission_step')
        .values({
          id,
          submission_id: submissionId,
          at: step.at,
          actor_name: step.actor,
          action: step.action,
          note: step.note ?? null,
        })
        .execute()
    },

    async steps(submissionId: SubmissionId): Promise<Step[]> {
      const rows = await db
        .selectFrom('submission_step')
        .selectAll()
        .where('submission_id', '=', submissionId)
        .orderBy('seq')
        .limit(mostLines)
        .execute()
      return rows.map(({ at, actor_name, action, note }) => ({
        at,
        actor: actor_name,
        action,
        ...(note !== null && { note }),
      }))
    },
  }
}
