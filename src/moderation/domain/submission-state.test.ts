import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  actionsFor,
  isOpenSubmission,
  nextSubmissionState,
  type SubmissionEvent,
  type SubmissionState,
  submissionStates,
} from './submission-state.ts'

const events: SubmissionEvent[] = ['submit', 'request_changes', 'approve', 'reject', 'publish', 'withdraw']

describe('SM-2, every state and every event', () => {
  const table: Record<SubmissionState | 'draft', Partial<Record<SubmissionEvent, SubmissionState>>> = {
    draft: { submit: 'pending' },
    pending: {
      request_changes: 'changes_requested',
      approve: 'approved',
      reject: 'rejected',
      withdraw: 'withdrawn',
    },
    changes_requested: { submit: 'pending', withdraw: 'withdrawn' },
    approved: { publish: 'published', withdraw: 'withdrawn' },
    published: {},
    rejected: {},
    withdrawn: {},
  }
  const cases = Object.entries(table).flatMap(([from, moves]) =>
    events.map((event) => [from as SubmissionState | 'draft', event, moves[event]] as const),
  )
  test.each(cases)('%s, %s → %s', (from, event, to) => expect(nextSubmissionState(from, event)).toBe(to))
})

test('whatever is tried in whatever order, only an approved submission is ever published, and that is final', () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events)), (tried) => {
      let state: SubmissionState | 'draft' = 'draft'
      for (const event of tried) {
        const next = nextSubmissionState(state, event)
        if (next === 'published') expect(state).toBe('approved')
        if (state === 'published' || state === 'rejected' || state === 'withdrawn') expect(next).toBeUndefined()
        state = next ?? state
      }
    }),
  ))

test('what is open is what can still move', () => {
  for (const state of submissionStates) {
    expect(isOpenSubmission(state)).toBe(events.some((event) => nextSubmissionState(state, event) !== undefined))
  }
})

describe('what a page offers', () => {
  const nobody = { moderator: false, editor: false, member: false }

  test('a moderator decides what waits', () =>
    expect(actionsFor('pending', { ...nobody, moderator: true })).toEqual([
      'assign',
      'request_changes',
      'approve',
      'reject',
      'post',
      'note',
    ]))

  test('an editor publishes what was approved', () =>
    expect(actionsFor('approved', { ...nobody, editor: true, member: true })).toEqual(['publish', 'withdraw', 'post']))

  test('a viewer may talk, a reviewer of another kind may look', () => {
    expect(actionsFor('pending', { ...nobody, member: true })).toEqual(['post'])
    expect(actionsFor('pending', nobody)).toEqual([])
  })

  test('whatever is offered is possible', () => {
    for (const state of submissionStates) {
      const offered = actionsFor(state, { moderator: true, editor: true, member: true })
      for (const event of events) expect(offered.includes(event)).toBe(nextSubmissionState(state, event) !== undefined)
    }
  })
})
