import type { PublisherId } from './publisher.ts'

export interface PublisherApplied {
  readonly type: 'publisher.applied'
  readonly publisherId: PublisherId
}
export interface PublisherAccepted {
  readonly type: 'publisher.accepted'
  readonly publisherId: PublisherId
}
export interface PublisherRejected {
  readonly type: 'publisher.rejected'
  readonly publisherId: PublisherId
  readonly reason: string
}
export interface PublisherActivated {
  readonly type: 'publisher.activated'
  readonly publisherId: PublisherId
}
