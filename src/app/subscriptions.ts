import type { AddressTaken, PasswordChanged, PasswordResetRequested, VerificationRequested } from '../accounts/index.ts'
import { type ProductId, type ProductSourcesSaved, recordPulls } from '../catalog/index.ts'
import type { OrderPaid, OrderPaymentDeclined } from '../checkout/index.ts'
import type {
  EntitlementChanged,
  SubscriptionCancelled,
  SubscriptionExpired,
  SubscriptionPastDue,
  SubscriptionStarted,
  SubscriptionTrialEnding,
} from '../licensing/index.ts'
import {
  closeRemediedCase,
  findSubmission,
  type ListingEventSpoken,
  openHoldCase,
  type SubmissionEventSpoken,
  type SubmissionPosted,
} from '../moderation/index.ts'
import * as notifications from '../notifications/index.ts'
import type { Context } from '../platform/context.ts'
import { isError } from '../platform/errors.ts'
import type { DomainEvent } from '../platform/events.ts'
import { Money } from '../platform/money.ts'
import type { PublisherAccepted, PublisherActivated, PublisherApplied, PublisherRejected } from '../publishers/index.ts'
import {
  forgetDecisions,
  type ImageDeleted,
  type ImagePushed,
  type PullsRecorded,
  revokeLogins,
  type TagDeleted,
} from '../registry/index.ts'
import {
  type AdvisoriesChanged,
  type FindingEventSpoken,
  type FindingNoticeWritten,
  findNotice,
  imageNotFound,
  recordNoticeSent,
  requestScan,
  type ScanCause,
  type ScanFinished,
  scanSummaries,
  watchChanges,
  watchListing,
  writeNotices,
} from '../vulnerabilities/index.ts'
import * as webhooks from '../webhooks/index.ts'

/** Who listens to an event, and what they do. One job per subscriber; delivery is at least once (ARC-13, ARC-14). */
export interface Subscription {
  /** module.verb-noun: the listening module first. */
  readonly name: string
  readonly on: string
  readonly run: (ctx: Context, event: never) => Promise<void>
}

const when = <E extends DomainEvent>(
  on: E['type'],
  name: string,
  run: (ctx: Context, event: E) => Promise<void>,
): Subscription => ({ on, name, run: run as Subscription['run'] })

type SubmissionEventOf<Type extends SubmissionEventSpoken['type']> = SubmissionEventSpoken & { readonly type: Type }
type ListingEventOf<Type extends ListingEventSpoken['type']> = ListingEventSpoken & { readonly type: Type }
type TellSubmission = (ctx: Context, news: notifications.SubmissionNews) => Promise<void>

/** Looks up what a mail about the submission has to say; one that is gone needs no mail. */
const aboutSubmission =
  (tell: TellSubmission) =>
  async (ctx: Context, { submissionId }: SubmissionEventSpoken): Promise<void> => {
    const news = await findSubmission(ctx, { submissionId })
    if (news) await tell(ctx, news)
  }

/** Scans one image; one that was replaced or removed in the meantime needs no scan. */
async function scan(ctx: Context, repository: string, reference: string, why: ScanCause): Promise<void> {
  try {
    await requestScan(ctx, { repository, reference, why })
  } catch (error) {
    if (!isError(error, imageNotFound)) throw error
  }
}

const ofTheStore = (repository: string) => repository.startsWith('store/') || repository.startsWith('holding/')

const accountNews: readonly Subscription[] = [
  when<VerificationRequested>(
    'account.verification-requested',
    'notifications.tell-verification-requested',
    notifications.tellVerificationRequested,
  ),
  when<AddressTaken>('account.address-taken', 'notifications.tell-address-taken', notifications.tellAddressTaken),
  when<PasswordResetRequested>(
    'account.password-reset-requested',
    'notifications.tell-password-reset-requested',
    notifications.tellPasswordResetRequested,
  ),
  when<PasswordChanged>(
    'account.password-changed',
    'notifications.tell-password-changed',
    notifications.tellPasswordChanged,
  ),
  when<PasswordChanged>('account.password-changed', 'registry.revoke-logins', async (ctx, { accountId }) => {
    await revokeLogins(ctx, { accountId })
  }),
]

const publisherNews: readonly Subscription[] = [
  when<PublisherApplied>('publisher.applied', 'notifications.tell-applied', notifications.tellApplicationReceived),
  when<PublisherAccepted>('publisher.accepted', 'notifications.tell-accepted', notifications.tellApplicationAccepted),
  when<PublisherRejected>('publisher.rejected', 'notifications.tell-rejected', notifications.tellApplicationRejected),
  when<PublisherActivated>('publisher.activated', 'notifications.tell-activated', notifications.tellPublisherActivated),
]

const imageNews: readonly Subscription[] = [
  when<ImagePushed>('image.pushed', 'vulnerabilities.scan-pushed', async (ctx, { repository, tag, digest }) => {
    if (!ofTheStore(repository)) await scan(ctx, repository, tag ?? digest, 'push')
  }),
  when<ProductSourcesSaved>('product.sources-saved', 'vulnerabilities.scan-sources', async (ctx, event) => {
    for (const { repository, tag } of event.repositories) await scan(ctx, repository, tag, 'sources saved')
  }),
  when<ScanFinished>('scan.finished', 'notifications.tell-scan-finished', async (ctx, event) => {
    const counts = (await scanSummaries(ctx, [event.digest])).get(event.digest)?.totals
    await notifications.tellScanFinished(ctx, { ...event, ...(counts && { counts }) })
  }),
  when<PullsRecorded>('pulls.recorded', 'catalog.record-pulls', async (ctx, { batchId, items }) => {
    const counted = items.flatMap(({ productId, count }) =>
      productId === undefined ? [] : [{ productId: productId as ProductId, count }],
    )
    await recordPulls(ctx, { batchId, counts: counted })
  }),
]

const advisoryNews: readonly Subscription[] = [
  when<AdvisoriesChanged>('advisories.changed', 'vulnerabilities.watch-changes', watchChanges),
]

type FindingEventOf<Type extends FindingEventSpoken['type']> = FindingEventSpoken & { readonly type: Type }

const findingNews: readonly Subscription[] = [
  // A version that is published while its listing is on hold is not announced, but it may be the remedy.
  when<SubmissionEventOf<'submission.published'>>(
    'submission.published',
    'vulnerabilities.watch-published',
    async (ctx, { submissionId }) => {
      const news = await findSubmission(ctx, { submissionId })
      if (news) await watchListing(ctx, news.submission)
    },
  ),
  ...(['published', 'held', 'released', 'revoked', 'withdrawn'] as const).map((what) =>
    when<ListingEventSpoken>(`listing.${what}`, `vulnerabilities.watch-listing-${what}`, watchListing),
  ),
  ...(['opened', 'changed', 'resolved'] as const).map((what) =>
    when<FindingEventSpoken>(`finding.${what}`, `vulnerabilities.write-notices-${what}`, writeNotices),
  ),
  when<FindingNoticeWritten>(
    'finding.notice-written',
    'notifications.tell-findings',
    async (ctx, { noticeId }: FindingNoticeWritten) => {
      const notice = await findNotice(ctx, { noticeId })
      if (!notice) return
      const { byMail } = await notifications.tellFindings(ctx, notice)
      if (!byMail) await recordNoticeSent(ctx, { noticeId, at: ctx.clock.now() })
    },
  ),
  when<notifications.FindingNoticeSent>(
    'notification.notice-sent',
    'vulnerabilities.record-notice-sent',
    (ctx, { noticeId, at }) => recordNoticeSent(ctx, { noticeId, at: new Date(at) }),
  ),
  when<FindingEventOf<'finding.deadline-near'>>(
    'finding.deadline-near',
    'notifications.tell-deadline-near',
    notifications.tellDeadlineNear,
  ),
  when<FindingEventOf<'finding.breached'>>(
    'finding.breached',
    'notifications.tell-deadline-missed',
    notifications.tellDeadlineMissed,
  ),
  when<FindingEventOf<'finding.breached'>>('finding.breached', 'moderation.open-hold-case', openHoldCase),
  when<FindingEventOf<'finding.resolved'>>('finding.resolved', 'moderation.close-remedied-case', closeRemediedCase),
  when<FindingEventOf<'finding.changed'>>('finding.changed', 'moderation.close-changed-case', closeRemediedCase),
]

const submissionNews: readonly Subscription[] = [
  when<SubmissionEventOf<'submission.submitted'>>(
    'submission.submitted',
    'notifications.tell-submitted',
    aboutSubmission(notifications.tellSubmissionReceived),
  ),
  when<SubmissionEventOf<'submission.changes-requested'>>(
    'submission.changes-requested',
    'notifications.tell-changes-requested',
    aboutSubmission(notifications.tellChangesRequested),
  ),
  when<SubmissionEventOf<'submission.approved'>>(
    'submission.approved',
    'notifications.tell-approved',
    aboutSubmission(notifications.tellSubmissionApproved),
  ),
  when<SubmissionEventOf<'submission.rejected'>>(
    'submission.rejected',
    'notifications.tell-submission-rejected',
    aboutSubmission(notifications.tellSubmissionRejected),
  ),
  when<SubmissionEventOf<'submission.published'>>(
    'submission.published',
    'notifications.tell-published',
    aboutSubmission(notifications.tellSubmissionPublished),
  ),
  when<SubmissionPosted>('submission.posted', 'notifications.tell-posted', async (ctx, { submissionId, postId }) => {
    const news = await findSubmission(ctx, { submissionId })
    if (news) await notifications.tellSubmissionPosted(ctx, { ...news, postId })
  }),
]

const listingNews: readonly Subscription[] = [
  when<ListingEventOf<'listing.published'>>(
    'listing.published',
    'notifications.tell-update-available',
    notifications.tellUpdateAvailable,
  ),
  when<ListingEventOf<'listing.held'>>('listing.held', 'notifications.tell-held', notifications.tellListingHeld),
  when<ListingEventOf<'listing.released'>>(
    'listing.released',
    'notifications.tell-released',
    notifications.tellListingReleased,
  ),
  when<ListingEventOf<'listing.revoked'>>(
    'listing.revoked',
    'notifications.tell-revoked',
    notifications.tellListingRevoked,
  ),
  when<ListingEventOf<'listing.revocation-near'>>(
    'listing.revocation-near',
    'notifications.tell-revocation-near',
    notifications.tellRevocationNear,
  ),
  ...(['published', 'held', 'released', 'revoked', 'withdrawn'] as const).map((what) =>
    when<ListingEventSpoken>(`listing.${what}`, `registry.forget-decisions-${what}`, (ctx, { productId }) =>
      forgetDecisions(ctx, { productId }),
    ),
  ),
]

const customerNews: readonly Subscription[] = [
  when<SubscriptionStarted>(
    'subscription.started',
    'notifications.tell-subscription-started',
    notifications.tellSubscriptionStarted,
  ),
  when<SubscriptionCancelled>(
    'subscription.cancelled',
    'notifications.tell-subscription-cancelled',
    notifications.tellSubscriptionCancelled,
  ),
  when<SubscriptionExpired>(
    'subscription.expired',
    'notifications.tell-subscription-expired',
    notifications.tellSubscriptionExpired,
  ),
  when<SubscriptionPastDue>(
    'subscription.past-due',
    'notifications.tell-subscription-past-due',
    notifications.tellSubscriptionPastDue,
  ),
  when<SubscriptionTrialEnding>(
    'subscription.trial-ending',
    'notifications.tell-trial-ending',
    notifications.tellTrialEnding,
  ),
  when<EntitlementChanged>('entitlement.changed', 'registry.forget-decisions', (ctx, { accountId, productId }) =>
    forgetDecisions(ctx, { accountId, productId }),
  ),
  when<OrderPaid>('order.paid', 'notifications.tell-order-paid', (ctx, { total, ...order }) =>
    notifications.tellOrderPaid(ctx, { ...order, total: Money.fromWire(total) }),
  ),
  when<OrderPaymentDeclined>(
    'order.payment-declined',
    'notifications.tell-payment-failed',
    (ctx, { total, attempt, ...order }) =>
      notifications.tellPaymentFailed(ctx, { ...order, attempt: String(attempt), total: Money.fromWire(total) }),
  ),
]

const webhookNews: readonly Subscription[] = [
  when<ImagePushed>('image.pushed', 'webhooks.tell-pushed', webhooks.tellPushed),
  when<ImageDeleted>('image.deleted', 'webhooks.tell-image-deleted', webhooks.tellDeleted),
  when<TagDeleted>('tag.deleted', 'webhooks.tell-tag-deleted', webhooks.tellDeleted),
  when<PullsRecorded>('pulls.recorded', 'webhooks.tell-pulled', webhooks.tellPulled),
  when<ScanFinished>('scan.finished', 'webhooks.tell-scanned', async (ctx, event) => {
    const severities = (await scanSummaries(ctx, [event.digest])).get(event.digest)?.totals
    await webhooks.tellScanned(ctx, { ...event, ...(severities && { severities }) })
  }),
  ...(['published', 'held', 'released', 'revoked', 'withdrawn'] as const).map((change) =>
    when<ListingEventSpoken>(`listing.${change}`, `webhooks.tell-${change}`, (ctx, event) =>
      webhooks.tellListingChanged(ctx, {
        change,
        productId: event.productId,
        ...('reason' in event && { reason: event.reason }),
      }),
    ),
  ),
  when<webhooks.WebhookGivenUp>(
    'webhook.given-up',
    'notifications.tell-webhook-given-up',
    notifications.tellWebhookGivenUp,
  ),
]

/** The one table of who listens to whom: news goes up the module graph as events, and here alone. */
export const subscriptions: readonly Subscription[] = [
  ...accountNews,
  ...publisherNews,
  ...imageNews,
  ...advisoryNews,
  ...findingNews,
  ...submissionNews,
  ...listingNews,
  ...customerNews,
  ...webhookNews,
]
