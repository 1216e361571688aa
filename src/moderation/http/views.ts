import { type Static, type TSchema, Type } from 'typebox'
import { ListingView, listingView, ManifestView, manifestView, mediaUrl } from '../../catalog/index.ts'
import type { Revocation } from '../domain/revocation.ts'
import type { Post } from '../domain/submission.ts'
import type { ShownHoldCase } from '../list-hold-cases.ts'
import type { ListingForStaff } from '../list-listings-for-staff.ts'
import type { SubmissionDetail } from '../show-submission.ts'
import type { SubmissionCard } from '../submission-cards.ts'

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const date = Type.String({ format: 'date-time' })

const state = Type.Enum(['pending', 'changes_requested', 'approved', 'published', 'rejected', 'withdrawn'])

export const SubmissionView = Type.Object({
  id: Type.String(),
  productId: Type.String(),
  productName: Type.String(),
  productSlug: Type.String(),
  iconUrl: nullable(Type.String()),
  publisher: Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() }),
  state,
  round: Type.Integer(),
  submittedAt: date,
  decidedAt: Type.Optional(date),
  assignee: Type.Optional(Type.String()),
  ageHours: Type.Integer(),
  queuePosition: Type.Optional(Type.Integer()),
  publishMode: Type.Enum(['manual', 'on_approval']),
  overdue: Type.Boolean(),
})
export type SubmissionView = Static<typeof SubmissionView>

export const PostView = Type.Object({
  id: Type.String(),
  author: Type.String(),
  authorRole: Type.Enum(['publisher', 'moderator', 'system']),
  at: date,
  text: Type.String(),
  internal: Type.Boolean(),
})
export type PostView = Static<typeof PostView>

const ScanSummaryView = Type.Object({
  state: Type.Enum(['none', 'queued', 'scanning', 'complete', 'failed']),
  critical: Type.Integer(),
  major: Type.Integer(),
  minor: Type.Integer(),
  unknown: Type.Integer(),
  components: Type.Integer(),
})

export const SubmissionDetailView = Type.Object({
  submission: SubmissionView,
  manifest: ManifestView,
  previous: nullable(ManifestView),
  changes: Type.Array(Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() })),
  images: Type.Array(
    Type.Object({
      repository: Type.String(),
      tag: Type.String(),
      digest: Type.String(),
      size: Type.Integer(),
      platforms: Type.Array(
        Type.Object({ os: Type.String(), architecture: Type.String(), variant: Type.Optional(Type.String()) }),
      ),
      scan: ScanSummaryView,
    }),
  ),
  posts: Type.Array(PostView),
  reasons: Type.Array(
    Type.Object({
      field: Type.String(),
      text: Type.String(),
      round: Type.Integer(),
      resolved: Type.Boolean(),
    }),
  ),
  history: Type.Array(
    Type.Object({ at: date, actor: Type.String(), action: Type.String(), note: Type.Optional(Type.String()) }),
  ),
  actions: Type.Array(
    Type.Enum(['submit', 'request_changes', 'approve', 'reject', 'publish', 'withdraw', 'assign', 'post', 'note']),
  ),
  preview: ListingView,
})
export type SubmissionDetailView = Static<typeof SubmissionDetailView>

export const RevocationView = Type.Object(
  {
    kind: Type.Enum(['revoke', 'block']),
    reason: Type.String(),
    proposedBy: Type.String(),
    proposedAt: date,
  },
  { description: 'Waits for a second member of the staff.' },
)
export type RevocationView = Static<typeof RevocationView>

export const StaffListingView = Type.Object({
  productId: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  publisher: Type.Object({ slug: Type.String(), name: Type.String() }),
  state: Type.Enum(['published', 'hold', 'revoked', 'withdrawn']),
  stateReason: Type.Optional(Type.String()),
  stateSince: date,
  blockedNow: Type.Boolean({ description: 'Revoked without grace: nobody but staff and its publisher pulls it.' }),
  revocation: Type.Optional(RevocationView),
})
export type StaffListingView = Static<typeof StaffListingView>

export const HoldCaseView = Type.Object({
  productId: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  publisher: Type.Object({ slug: Type.String(), name: Type.String() }),
  reason: Type.String(),
  openedAt: date,
})
export type HoldCaseView = Static<typeof HoldCaseView>

/** The shape of a case for the desk. */
export function holdCaseView({ case: each, listing }: ShownHoldCase): HoldCaseView {
  const { productId, slug, name, publisherSlug, publisherName } = listing
  const publisher = { slug: publisherSlug, name: publisherName }
  return { productId, slug, name, publisher, reason: each.reason, openedAt: each.openedAt.toISOString() }
}

export function submissionView({
  submission,
  publisher,
  ageHours,
  overdue,
  queuePosition,
}: SubmissionCard): SubmissionView {
  const { decidedAt, assigneeName, iconId } = submission
  return {
    id: submission.id,
    productId: submission.productId,
    productName: submission.productName,
    productSlug: submission.productSlug,
    iconUrl: iconId === null ? null : mediaUrl(iconId),
    publisher: { ...publisher },
    state: submission.state,
    round: submission.round,
    submittedAt: submission.submittedAt.toISOString(),
    ...(decidedAt && { decidedAt: decidedAt.toISOString() }),
    ...(assigneeName !== undefined && { assignee: assigneeName }),
    ageHours,
    ...(queuePosition !== undefined && { queuePosition }),
    publishMode: submission.publishMode,
    overdue,
  }
}

export function postView({ id, author, authorRole, at, text, internal }: Post): PostView {
  return { id, author, authorRole, at: at.toISOString(), text, internal }
}

export function submissionDetailView(detail: SubmissionDetail): SubmissionDetailView {
  return {
    submission: submissionView(detail.card),
    manifest: manifestView(detail.manifest),
    previous: detail.previous && manifestView(detail.previous),
    changes: detail.changes.map((change) => ({ ...change })),
    images: detail.images.map(({ repository, tag, digest, size, platforms, scan }) => ({
      repository,
      tag,
      digest,
      size,
      platforms: platforms.map((platform) => ({ ...platform })),
      scan: { ...scan },
    })),
    posts: detail.posts.map(postView),
    reasons: detail.reasons.map(({ field, text, round, resolved }) => ({ field, text, round, resolved })),
    history: detail.history.map((step) => ({ ...step, at: step.at.toISOString() })),
    actions: [...detail.actions],
    preview: listingView(detail.preview),
  }
}

export function staffListingView(listing: ListingForStaff): StaffListingView {
  const { productId, slug, name, state: now, stateReason, stateSince, blockedNow, revocation } = listing
  return {
    productId,
    slug,
    name,
    publisher: { slug: listing.publisherSlug, name: listing.publisherName },
    state: now,
    ...(stateReason !== undefined && { stateReason }),
    stateSince: stateSince.toISOString(),
    blockedNow,
    ...(revocation && { revocation: revocationView(revocation) }),
  }
}

/** The public shape of a proposal to revoke. */
export function revocationView({ kind, reason, proposedByName, proposedAt }: Revocation): RevocationView {
  return { kind, reason, proposedBy: proposedByName, proposedAt: proposedAt.toISOString() }
}
