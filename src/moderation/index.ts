export type { ListingEventSpoken, SubmissionEventSpoken, SubmissionPosted } from './domain/events.ts'
export type { ChangeReason, Post, Submission, SubmissionId } from './domain/submission.ts'
export { findSubmission, type SubmissionNews } from './find-submission.ts'
