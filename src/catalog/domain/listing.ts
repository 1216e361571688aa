import type { FieldProblem } from '../../platform/errors.ts'
import type { Id } from '../../platform/ids.ts'
import type { Money } from '../../platform/money.ts'
import type { ListingState } from './listing-state.ts'
import type { Access, ContentType, LicenseType, Manifest, Period, RunsOn } from './manifest.ts'
import type { RevisionState } from './product-status.ts'

export type ProductId = Id<'product'>
export type PlanId = Id<'plan'>
export type RevisionId = Id<'revision'>
export type MediaId = Id<'media'>
/** Owned by publishers; repeated here as a plain tag so that domain code stays free of other modules. */
export type OwnerId = Id<'publisher'>

/** A product: the lasting thing behind drafts, revisions and the listing. */
export interface Product {
  readonly id: ProductId
  readonly publisherId: OwnerId
  readonly slug: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** One numbered state of a product's manifest. */
export interface Revision {
  readonly id: RevisionId
  readonly productId: ProductId
  readonly number: number
  readonly state: RevisionState
  readonly manifest: Manifest
  readonly updatedAt: Date
}

/** What a publisher works on now, and what is still wrong with it. */
export interface Draft {
  readonly revisionId: RevisionId
  readonly number: number
  readonly state: RevisionState
  readonly manifest: Manifest
  readonly problems: readonly FieldProblem[]
}

/** An uploaded icon or screenshot. */
export interface Media {
  readonly id: MediaId
  readonly productId: ProductId
  readonly kind: 'icon' | 'screenshot'
  readonly digest: string
  readonly contentType: string
  readonly width: number
  readonly height: number
  readonly size: number
}

export interface PlanPrice {
  /** Integer minor units as text; with `currency` this is the wire form of Money. */
  readonly amount: string
  readonly currency: string
  readonly period: Period
}

/** The terms of a plan. The hash names exactly this text or address; acceptances record it (STO-071). */
export interface PlanTerms {
  readonly kind: 'link' | 'text'
  readonly url?: string
  readonly html?: string
  readonly hash: string
  /** "1" for the first terms of the plan, one more with every change. */
  readonly version: string
}

/** A published plan. */
export interface Plan {
  readonly id: PlanId
  readonly productId: ProductId
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
  readonly access: Access
  /** Empty = free. */
  readonly prices: readonly PlanPrice[]
  /** 0 = no trial. */
  readonly trialDays: number
  /** Published names, such as "store/acme/widget". */
  readonly repositories: readonly string[]
  readonly terms: PlanTerms
  readonly instructionsHtml: string
  readonly byolUrl?: string
  /** True when a later revision dropped the plan: nobody new may take it, its subscribers keep it. */
  readonly retired: boolean
}

/** A listing as other modules need it. */
export interface ListingSummary {
  readonly productId: ProductId
  readonly slug: string
  /** Path of the product page, "/images/widget". */
  readonly path: string
  readonly name: string
  readonly type: ContentType
  readonly iconUrl: string | null
  readonly state: ListingState
  readonly stateReason?: string
  readonly stateSince: Date
  /** Revoked without grace (STO-114). */
  readonly blockedNow: boolean
  readonly publisherId: OwnerId
  readonly publisherSlug: string
  readonly version: string
}

/** A plan with the listing that it belongs to. */
export interface PlanOfListing {
  readonly plan: Plan
  readonly listing: ListingSummary
  /** When a repository was asked for: tags of it that were revoked with the listing and stay blocked (STO-116). */
  readonly revokedTags?: readonly string[]
}

/** What a card in search results shows (STO-128). */
export interface ListingCard extends ListingSummary {
  readonly publisherName: string
  readonly shortDescription: string
  readonly pulls: bigint
  readonly fromPrice: Money | null
  readonly priceLabel: string
  readonly hasTrial: boolean
  readonly badges: readonly Badge[]
}

export type Badge = 'certified' | 'official' | 'verified'

/** What only the product page shows; made once, when the revision is published. */
export interface ListingPage {
  readonly longDescriptionHtml: string
  readonly screenshots: readonly { readonly url: string; readonly width: number; readonly height: number }[]
  readonly links: { readonly website: string; readonly documentation: string; readonly support: string }
  readonly support: {
    readonly email: string
    readonly site: string
    readonly hours: string
    readonly responseTimes: string
    readonly html: string
  }
  readonly runsOn: RunsOn
  readonly licenseType: LicenseType
}

/** The whole public page of a product (STO-131). */
export interface Listing extends ListingCard {
  readonly revisionId: RevisionId
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly page: ListingPage
  readonly publishedAt: Date
  readonly updatedAt: Date
}

export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** A published tag (STO-132). */
export interface ListingVersion {
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly platforms: readonly Platform[]
  readonly size: number
  readonly pushedAt: Date
  readonly publishedAt: Date
  readonly releaseNotesHtml: string
}

/** A tag that is about to be published, as moderation verified it. */
export interface VersionToPublish {
  readonly planIds: readonly string[]
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly platforms: readonly Platform[]
  readonly size: number
  readonly pushedAt: Date
}
