import type { Manifest, Platform, ProductId, RevisionId } from '../../catalog/index.ts'
import { hours } from '../../platform/clock.ts'
import type { Id } from '../../platform/ids.ts'
import type { SubmissionState } from './submission-state.ts'

export type SubmissionId = Id<'submission'>

/** When a submission is published: by the publisher's click, or by itself when approved (STO-077). */
export type PublishMode = 'manual' | 'on_approval'

/** A product version that asks to be published. */
export interface Submission {
  readonly id: SubmissionId
  readonly productId: ProductId
  readonly publisherId: Id<'publisher'>
  readonly revisionId: RevisionId
  /** Name, address and icon as submitted. */
  readonly productName: string
  readonly productSlug: string
  readonly iconId: string | null
  readonly state: SubmissionState
  /** 1, and one more with every resubmission. */
  readonly round: number
  readonly publishMode: PublishMode
  readonly submittedBy?: string
  readonly submittedByName: string
  readonly firstSubmittedAt: Date
  /** Of the present round. */
  readonly submittedAt: Date
  readonly decidedAt?: Date
  readonly decidedByName?: string
  readonly assigneeId?: string
  readonly assigneeName?: string
}

/** An image of the present round: what was in the staging repository at the moment of submitting. */
export interface SubmittedImage {
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly size: number
  readonly platforms: readonly Platform[]
  readonly planIds: readonly string[]
  readonly pushedAt: Date
}

/** Something that a moderator asks for, about a field of the manifest or a check (STO-075). */
export interface ChangeReason {
  readonly field: string
  readonly text: string
}

/** A reason as kept: of which round, and whether it was dealt with. */
export interface KeptReason extends ChangeReason {
  readonly id: string
  readonly round: number
  readonly resolved: boolean
}

/** The manifest of one round. */
export interface SubmissionRound {
  readonly round: number
  readonly manifest: Manifest
}

/** A post in the talk between publisher and moderators. */
export interface Post {
  readonly id: string
  readonly authorId?: string
  readonly author: string
  readonly authorRole: 'publisher' | 'moderator' | 'system'
  readonly at: Date
  readonly text: string
  /** Seen by staff only. */
  readonly internal: boolean
}

/** A line of what happened. */
export interface Step {
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly note?: string
}

/** The frozen copy of a staging repository during review: `acme/widget` → `holding/<submission>/widget` (STO-084). */
export function holdingRepositoryOf(submissionId: SubmissionId, stagingRepository: string): string {
  return `holding/${submissionId}/${stagingRepository.slice(stagingRepository.indexOf('/') + 1)}`
}

/** Time within which a submission should be decided (STO-076). */
export const targetTime = hours(24)

/** Whole hours that the submission has waited for the decision of its round, or waited until it. */
export function ageInHours(submission: Submission, now: Date): number {
  return Math.max(0, Math.floor(waited(submission, now) / hours(1)))
}

/** True while a submission waits longer than it should. */
export function isOverdue(submission: Submission, now: Date): boolean {
  return submission.state === 'pending' && waited(submission, now) > targetTime
}

function waited({ state, submittedAt, decidedAt }: Submission, now: Date): number {
  const end = state === 'pending' ? now : (decidedAt ?? now)
  return end.getTime() - submittedAt.getTime()
}

/** True when a change of the manifest deals with what was asked about the field. */
export function isAnswered(reason: ChangeReason, changedFields: readonly string[]): boolean {
  const within = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`)
  return changedFields.some((field) => within(field, reason.field) || within(reason.field, field))
}
