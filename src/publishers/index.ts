export { authorizePublisher } from './authorize-publisher.ts'
export type {
  PublisherAccepted,
  PublisherActivated,
  PublisherApplied,
  PublisherRejected,
} from './domain/events.ts'
export type { Publisher, PublisherId, PublisherProfile, PublisherRole, PublisherState } from './domain/publisher.ts'
export {
  findPublisherByNamespace,
  getPublisher,
  getPublishers,
  logoUrlOf,
  membersOf,
  publisherRoleOf,
  publishersOf,
  requireMaySubmit,
} from './find-publishers.ts'
