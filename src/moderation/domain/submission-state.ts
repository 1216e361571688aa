/** Where a submission stands (SM-2). Before it is submitted it is a draft, and the catalogue's. */
export type SubmissionState = 'pending' | 'changes_requested' | 'approved' | 'published' | 'rejected' | 'withdrawn'

export const submissionStates: readonly SubmissionState[] = [
  'pending',
  'changes_requested',
  'approved',
  'published',
  'rejected',
  'withdrawn',
]

export type SubmissionEvent = 'submit' | 'request_changes' | 'approve' | 'reject' | 'publish' | 'withdraw'

const transitions: Readonly<Record<SubmissionEvent, Partial<Record<SubmissionState | 'draft', SubmissionState>>>> = {
  submit: { draft: 'pending', changes_requested: 'pending' },
  request_changes: { pending: 'changes_requested' },
  approve: { pending: 'approved' },
  reject: { pending: 'rejected' },
  publish: { approved: 'published' },
  withdraw: { pending: 'withdrawn', changes_requested: 'withdrawn', approved: 'withdrawn' },
}

/** The state after the event, or undefined when the event is not possible. */
export function nextSubmissionState(
  state: SubmissionState | 'draft',
  event: SubmissionEvent,
): SubmissionState | undefined {
  return transitions[event][state]
}

/** True while the submission is not decided for good: a product has at most one such. */
export function isOpenSubmission(state: SubmissionState): boolean {
  return state === 'pending' || state === 'changes_requested' || state === 'approved'
}

/** What the caller's page offers. */
export type SubmissionAction = SubmissionEvent | 'assign' | 'post' | 'note'

const byStaff: readonly SubmissionEvent[] = ['request_changes', 'approve', 'reject']
const byPublisher: readonly SubmissionEvent[] = ['submit', 'publish', 'withdraw']

/** What the caller may do with a submission in this state. */
export function actionsFor(
  state: SubmissionState,
  caller: { readonly moderator: boolean; readonly editor: boolean; readonly member: boolean },
): SubmissionAction[] {
  const possible = (events: readonly SubmissionEvent[]) =>
    events.filter((event) => nextSubmissionState(state, event) !== undefined)
  return [
    ...(caller.moderator && state === 'pending' ? (['assign'] as const) : []),
    ...(caller.moderator ? possible(byStaff) : []),
    ...(caller.editor ? possible(byPublisher) : []),
    ...(caller.moderator || caller.member ? (['post'] as const) : []),
    ...(caller.moderator ? (['note'] as const) : []),
  ]
}
