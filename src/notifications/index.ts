export type { FindingNoticeSent } from './domain/events.ts'
export {
  tellAddressTaken,
  tellPasswordChanged,
  tellPasswordResetRequested,
  tellVerificationRequested,
} from './tell-account-news.ts'
export {
  type AboutOrder,
  type AboutSubscription,
  tellOrderPaid,
  tellPaymentFailed,
  tellSubscriptionCancelled,
  tellSubscriptionExpired,
  tellSubscriptionPastDue,
  tellSubscriptionStarted,
  tellTrialEnding,
} from './tell-customer-news.ts'
export { tellDeadlineMissed, tellDeadlineNear, tellFindings } from './tell-finding-news.ts'
export {
  tellListingHeld,
  tellListingReleased,
  tellListingRevoked,
  tellRevocationNear,
  tellUpdateAvailable,
} from './tell-listing-news.ts'
export {
  type FinishedScan,
  tellApplicationAccepted,
  tellApplicationReceived,
  tellApplicationRejected,
  tellPublisherActivated,
  tellScanFinished,
  tellWebhookGivenUp,
} from './tell-publisher-news.ts'
export {
  type SubmissionNews,
  type ThreadPost,
  tellChangesRequested,
  tellSubmissionApproved,
  tellSubmissionPosted,
  tellSubmissionPublished,
  tellSubmissionReceived,
  tellSubmissionRejected,
} from './tell-submission-news.ts'
