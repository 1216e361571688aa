import type { Context } from '../platform/context.ts'
import { findPublisherByNamespace, getPublisher, type PublisherId } from '../publishers/index.ts'
import {
  applicationAcceptedMessage,
  applicationReceivedMessage,
  applicationRejectedMessage,
  applicationToReadMessage,
  publisherActivatedMessage,
  type ScanCounts,
  scanCompleteMessage,
  scanFailedMessage,
  webhookGivenUpMessage,
} from './domain/publisher-messages.ts'
import { readersAt, readersOnDesk, tell } from './tell.ts'

// public: called for events by the program itself.

interface AboutPublisher {
  readonly publisherId: PublisherId
}

/** Tells the applicant that the application has arrived, and the moderators that there is one to read. */
export async function tellApplicationReceived(ctx: Context, { publisherId }: AboutPublisher): Promise<void> {
  const publisher = await getPublisher(ctx, publisherId)
  const dedupeKey = `publisher.applied:${publisherId}:${publisher.appliedAt.toISOString()}`
  await tell(ctx, await readersAt(ctx, publisherId, publisher.appliedBy), {
    kind: 'publisher.applied',
    dedupeKey,
    message: applicationReceivedMessage(publisher),
  })
  await tell(ctx, await readersOnDesk(ctx, 'moderator'), {
    kind: 'desk.work',
    dedupeKey: `desk:${dedupeKey}`,
    message: applicationToReadMessage(publisher),
  })
}

/** STO-182. */
export async function tellApplicationAccepted(ctx: Context, { publisherId }: AboutPublisher): Promise<void> {
  const publisher = await getPublisher(ctx, publisherId)
  await tell(ctx, await readersAt(ctx, publisherId, publisher.appliedBy), {
    kind: 'publisher.accepted',
    dedupeKey: `publisher.accepted:${publisherId}:${publisher.appliedAt.toISOString()}`,
    message: applicationAcceptedMessage(publisher),
  })
}

/** STO-182: with the reason. */
export async function tellApplicationRejected(
  ctx: Context,
  { publisherId, reason }: AboutPublisher & { readonly reason: string },
): Promise<void> {
  const publisher = await getPublisher(ctx, publisherId)
  await tell(ctx, await readersAt(ctx, publisherId, publisher.appliedBy), {
    kind: 'publisher.rejected',
    dedupeKey: `publisher.rejected:${publisherId}:${publisher.appliedAt.toISOString()}`,
    message: applicationRejectedMessage({ companyName: publisher.companyName, reason }),
  })
}

/** Agreement and profile are complete (SM-1). */
export async function tellPublisherActivated(ctx: Context, { publisherId }: AboutPublisher): Promise<void> {
  const publisher = await getPublisher(ctx, publisherId)
  await tell(ctx, await readersAt(ctx, publisherId), {
    kind: 'publisher.activated',
    dedupeKey: `publisher.activated:${publisherId}`,
    message: publisherActivatedMessage(publisher),
  })
}

/** A scan of an image came to an end. */
export interface FinishedScan {
  readonly repository: string
  readonly digest: string
  readonly state: 'complete' | 'failed'
  /** By the store's classes, when somebody has counted. */
  readonly counts?: ScanCounts
}

/**
 * STO-184: tells the publisher, once per image of a staging repository; copies made by the store are not told of. A
 * mail comes when there is something to do (it failed, or something critical is in it), the inbox has every result.
 */
export async function tellScanFinished(ctx: Context, scan: FinishedScan): Promise<void> {
  const namespace = scan.repository.split('/')[0] ?? ''
  const publisher = await findPublisherByNamespace(ctx, namespace)
  if (!publisher) return
  const { repository, digest, state, counts } = scan
  const readers = await readersAt(ctx, publisher.id)
  const urgent = state === 'failed' || (counts?.critical ?? 0) > 0
  await tell(ctx, urgent ? readers : readers.map(({ accountId }) => ({ accountId })), {
    kind: state === 'complete' ? 'scan.complete' : 'scan.failed',
    dedupeKey: `scan.${state}:${repository}@${digest}`,
    message: state === 'complete' ? scanCompleteMessage({ repository, digest, counts }) : scanFailedMessage(scan),
  })
}

/** A webhook that the store has stopped sending to. */
export interface GivenUpWebhook {
  readonly webhookId: string
  readonly publisherId: string
  readonly host: string
  /** ISO 8601. */
  readonly failingSince: string
  readonly problem: string
}

/** Tells owners and editors, once per time that it was given up. */
export async function tellWebhookGivenUp(ctx: Context, webhook: GivenUpWebhook): Promise<void> {
  const { webhookId, host, failingSince, problem } = webhook
  const publisher = await getPublisher(ctx, webhook.publisherId as PublisherId)
  await tell(ctx, await readersAt(ctx, publisher.id), {
    kind: 'webhook.given_up',
    dedupeKey: `webhook.given-up:${webhookId}:${failingSince}`,
    message: webhookGivenUpMessage({ slug: publisher.slug, host, failingSince, problem }),
  })
}
