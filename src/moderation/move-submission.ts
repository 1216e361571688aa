import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { actorName } from './domain/actor-name.ts'
import { submissionMoved, submissionNotFound } from './domain/errors.ts'
import type { SubmissionEventSpoken } from './domain/events.ts'
import type { Submission, SubmissionId } from './domain/submission.ts'
import { nextSubmissionState, type SubmissionEvent } from './domain/submission-state.ts'
import { reviewNotes } from './store/review-notes.ts'
import { submissions } from './store/submissions.ts'

/** How a move is told: in the trail, in the history, to listeners. */
interface Told {
  readonly action: string
  readonly says: SubmissionEventSpoken['type']
}

interface Move {
  readonly submissionId: SubmissionId
  readonly event: Exclude<SubmissionEvent, 'submit'>
  /** What was said along with it; stands in the history. */
  readonly note?: string
  /** Why, for the audit trail; the note when left out. */
  readonly reason?: string
}

const told: Readonly<Record<Exclude<SubmissionEvent, 'submit'>, Told>> = {
  request_changes: { action: 'moderation.changes_requested', says: 'submission.changes-requested' },
  approve: { action: 'moderation.submission_approved', says: 'submission.approved' },
  reject: { action: 'moderation.submission_rejected', says: 'submission.rejected' },
  publish: { action: 'moderation.submission_published', says: 'submission.published' },
  withdraw: { action: 'moderation.submission_withdrawn', says: 'submission.withdrawn' },
}

// public: the use cases that call it have authorized the caller.
/**
 * Moves a submission along SM-2 with everything that belongs to a move: state, history, audit, event.
 * The row is locked, so of two decisions at the same moment one wins; the other gets moderation.submission_moved.
 */
export async function moveSubmission(ctx: Context, tx: Tx, move: Move): Promise<Submission> {
  const { submissionId, event, note } = move
  const reason = move.reason ?? note
  const before = await submissions(tx).lock(submissionId)
  if (!before) throw submissionNotFound()
  const state = nextSubmissionState(before.state, event)
  if (!state) {
    throw submissionMoved({ state: before.state, ...(before.decidedByName && { by: before.decidedByName }) })
  }
  const at = ctx.clock.now()
  const after: Submission = { ...before, state, decidedAt: at, decidedByName: actorName(ctx.actor) }
  await submissions(tx).update(after)
  await addStep(ctx, tx, submissionId, event, note)
  await recordAudit(ctx.within(tx), {
    action: told[event].action,
    subject: { kind: 'submission', id: submissionId, name: before.productName },
    before: before.state,
    after: state,
    details: { productId: before.productId, round: before.round },
    ...(reason !== undefined && { reason }),
  })
  const spoken: SubmissionEventSpoken = { type: told[event].says, submissionId }
  await ctx.publish(tx, spoken)
  return after
}

// public: see above.
/** Adds a line to what happened to a submission. */
export async function addStep(
  ctx: Context,
  tx: Tx,
  submissionId: SubmissionId,
  action: string,
  note?: string,
): Promise<void> {
  const step = { at: ctx.clock.now(), actor: actorName(ctx.actor), action }
  await reviewNotes(tx).addStep(submissionId, ctx.newId(), note === undefined ? step : { ...step, note })
}
