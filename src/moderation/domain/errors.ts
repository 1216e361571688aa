import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const submissionNotFound = defineError(
  'not_found',
  'moderation.submission_not_found',
  'There is no such submission, or you may not see it. Open it from your list.',
)
export const submissionIncomplete = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'moderation.submission_incomplete',
  (d) =>
    `The product cannot be submitted yet: ${d.fields.length === 1 ? 'one thing is' : `${d.fields.length} things are`} missing or wrong. ${d.fields[0]?.message ?? ''}`.trim(),
)
/** Two people decided at once, or the page was old: says what is true now and by whom. */
export const submissionMoved = defineError<{ state: string; by?: string }>(
  'conflict',
  'moderation.submission_moved',
  (d) =>
    `The submission is ${d.state.replaceAll('_', ' ')} already${d.by ? ` (by ${d.by})` : ''}, so this is not possible any more. Load the page again.`,
)
export const reasonsRequired = defineError(
  'invalid',
  'moderation.reasons_required',
  'Say what has to change: give at least one reason with a field and a text.',
)
export const textRequired = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'moderation.text_required',
  (d) => d.fields[0]?.message ?? 'Write a text.',
)
export const assigneeUnknown = defineError<{ name: string }>(
  'invalid',
  'moderation.assignee_unknown',
  (d) => `${d.name} is not a moderator. Choose somebody who is.`,
)
export const internalForStaff = defineError(
  'forbidden',
  'moderation.internal_for_staff',
  'Internal notes are for store staff. Write a post instead.',
)
export const alreadyHeld = defineError<{ name: string }>(
  'conflict',
  'moderation.already_held',
  (d) => `${d.name} is on hold already. Lift the hold first to give another reason.`,
)
export const notHeld = defineError<{ name: string }>(
  'conflict',
  'moderation.not_held',
  (d) => `${d.name} is not on hold, so there is nothing to lift.`,
)
export const revocationProposed = defineError<{ name: string }>(
  'conflict',
  'moderation.revocation_proposed',
  (d) => `Somebody has proposed to revoke ${d.name} already. Confirm or dismiss that first.`,
)
export const revocationNotProposed = defineError(
  'not_found',
  'moderation.revocation_not_proposed',
  'Nothing is proposed for this listing, or somebody else has decided it. Load the page again.',
)
export const secondPersonNeeded = defineError(
  'forbidden',
  'moderation.second_person_needed',
  'You proposed this yourself. Ask another moderator or security reviewer to confirm it.',
)
export const cannotRevoke = defineError<{ name: string; state: string }>(
  'conflict',
  'moderation.cannot_revoke',
  (d) => `${d.name} is ${d.state}, so it cannot be revoked.`,
)
export const holdCaseNotOpen = defineError(
  'not_found',
  'moderation.hold_case_not_open',
  'No case about a missed deadline is open for this listing. Somebody may have decided already; reload the list.',
)
export const findingsPastDeadline = defineError<{ name: string; findings: readonly string[] }>(
  'conflict',
  'moderation.findings_past_deadline',
  (d) =>
    `${d.name} stays on hold while findings are past their deadline: ${d.findings.slice(0, 10).join(', ')}. Lift the hold when a version without them is published, or reclassify them.`,
)
