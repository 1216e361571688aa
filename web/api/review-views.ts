import type { ListingView, MoneyView, PlatformView, RoleView } from './views.ts'

/** Shapes of the review: submissions, scans, applications, as publishers and staff see them. */

export type SubmissionState = 'pending' | 'changes_requested' | 'approved' | 'published' | 'rejected' | 'withdrawn'

export interface SubmissionView {
  readonly id: string
  readonly productId: string
  readonly productName: string
  readonly productSlug: string
  readonly iconUrl: string | null
  readonly publisher: { readonly id: string; readonly slug: string; readonly name?: string }
  readonly state: SubmissionState
  readonly round: number
  readonly submittedAt: string
  readonly decidedAt?: string | null
  readonly assignee?: string | null
  readonly ageHours: number
  readonly queuePosition?: number | null
  readonly publishMode: 'manual' | 'on_approval'
  readonly overdue: boolean
}

export interface ScanSummaryView {
  readonly state: 'none' | 'queued' | 'scanning' | 'complete' | 'failed'
  readonly critical: number
  readonly major: number
  readonly minor: number
  readonly unknown: number
  readonly components: number
}

export interface SubmittedImageView {
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly size: number
  readonly platforms: readonly PlatformView[]
  readonly scan: ScanSummaryView
}

export interface PostView {
  readonly id: string
  readonly author: string
  readonly authorRole: 'publisher' | 'moderator' | 'system'
  readonly at: string
  readonly text: string
  readonly internal: boolean
}

export interface SubmissionDetailView {
  readonly submission: SubmissionView
  readonly changes: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[]
  readonly images: readonly SubmittedImageView[]
  readonly posts: readonly PostView[]
  readonly reasons: readonly {
    readonly field: string
    readonly text: string
    readonly round: number
    readonly resolved: boolean
  }[]
  readonly history: readonly {
    readonly at: string
    readonly actor: string
    readonly action: string
    readonly note?: string | null
  }[]
  readonly actions: readonly string[]
  readonly preview: ListingView
}

export interface PublisherView {
  readonly id: string
  readonly slug: string
  readonly state: 'applied' | 'rejected' | 'accepted' | 'agreement_signed' | 'active' | 'under_review'
  readonly companyName: string
  readonly website: string
  readonly message: string
  readonly appliedAt: string
  readonly decidedAt?: string | null
  readonly decisionReason?: string | null
  readonly queuePosition?: number | null
  readonly agreement?: { readonly version: string; readonly acceptedAt: string; readonly acceptedBy: string } | null
  readonly profile: {
    readonly legalName: string
    readonly website: string
    readonly phone: string
    readonly email: string
    readonly shortDescription: string
    readonly story: string
    readonly logoUrl: string | null
  }
  readonly profileProblems: readonly { readonly field: string; readonly message: string }[]
  readonly capabilities: { readonly byolUngated: boolean; readonly byolGated: boolean }
  readonly myRole?: 'viewer' | 'editor' | 'owner' | null
}

export interface AdminListingView {
  readonly productId: string
  readonly slug: string
  readonly name: string
  readonly publisher: string | { readonly slug: string; readonly name: string }
  readonly state: 'published' | 'hold' | 'revoked' | 'withdrawn'
  readonly stateReason?: string | null
  readonly stateSince?: string | null
  readonly blockedNow: boolean
  readonly revocation?: {
    readonly kind: 'revoke' | 'block'
    readonly reason: string
    readonly proposedBy: string
    readonly proposedAt: string
  }
}

export interface StaffView {
  readonly name: string
  readonly fullName: string
  readonly roles: readonly RoleView[]
}

export interface BalanceView {
  readonly account: string
  readonly balance: MoneyView
}
