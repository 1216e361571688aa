import { authorize, findAccount, staffWithRole } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { assigneeUnknown, submissionMoved, submissionNotFound } from './domain/errors.ts'
import type { Submission, SubmissionId } from './domain/submission.ts'
import { isOpenSubmission } from './domain/submission-state.ts'
import { addStep } from './move-submission.ts'
import { submissions } from './store/submissions.ts'

export interface AssignSubmission {
  readonly submissionId: SubmissionId
  /** A moderator's name; null = nobody. */
  readonly username: string | null
}

/** Says which moderator takes care of a submission (STO-075). */
export async function assignSubmission(ctx: Context, input: AssignSubmission): Promise<Submission> {
  await authorize(ctx, 'moderation.review')
  const assignee = input.username === null ? undefined : await moderatorNamed(ctx, input.username)
  return ctx.transaction(async (tx) => {
    const before = await submissions(tx).lock(input.submissionId)
    if (!before) throw submissionNotFound()
    if (!isOpenSubmission(before.state)) throw submissionMoved({ state: before.state })
    const { assigneeId: _, assigneeName: __, ...rest } = before
    const after: Submission = {
      ...rest,
      ...(assignee && { assigneeId: assignee.id, assigneeName: assignee.name }),
    }
    if (before.assigneeName === after.assigneeName) return before
    await submissions(tx).update(after)
    await addStep(ctx, tx, after.id, 'assign', after.assigneeName ?? 'nobody')
    await recordAudit(ctx.within(tx), {
      action: 'moderation.submission_assigned',
      subject: { kind: 'submission', id: after.id, name: after.productName },
      before: before.assigneeName ?? null,
      after: after.assigneeName ?? null,
    })
    return after
  })
}

async function moderatorNamed(ctx: Context, name: string): Promise<{ id: string; name: string }> {
  const account = await findAccount(ctx, { name })
  const staff = [...(await staffWithRole(ctx, 'moderator')), ...(await staffWithRole(ctx, 'operator'))]
  if (!account || !staff.includes(account.id)) throw assigneeUnknown({ name })
  return { id: account.id, name: account.name }
}
