import type { Access, ContentType, ListingState, Period, PlatformView } from './views.ts'

export type { StorageListView, StorageView } from '../../src/registry/http/views.ts'

/** Shapes of the publisher portal: products, drafts, staging repositories. */

export interface ProductView {
  readonly id: string
  readonly slug: string
  readonly publisherId: string
  readonly status:
    | 'draft'
    | 'pending'
    | 'changes_requested'
    | 'approved'
    | 'published'
    | 'hold'
    | 'revoked'
    | 'withdrawn'
    | 'rejected'
  readonly name: string
  readonly shortDescription: string
  readonly iconUrl: string | null
  readonly updatedAt: string
  readonly listingState?: ListingState | null
  readonly hasDraft: boolean
}

export interface PlanDraft {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
  readonly access: Access
  readonly prices: readonly { readonly amount: string; readonly currency: string; readonly period: Period }[]
  readonly trialDays: number
  readonly repositories: readonly { readonly repository: string; readonly tags: readonly string[] }[]
  readonly licence: { readonly kind: 'link'; readonly url: string } | { readonly kind: 'text'; readonly text: string }
  readonly instructions: string
  readonly byolUrl?: string
}

export interface Manifest {
  readonly name: string
  readonly iconId: string | null
  readonly shortDescription: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly longDescription: string
  readonly screenshotIds: readonly string[]
  readonly websiteLink: string
  readonly supportLink: string
  readonly documentationLink: string
  readonly contentType: ContentType
  readonly runsOn: 'certified' | 'community' | 'other'
  readonly licenseType: 'free' | 'open_source' | 'commercial'
  readonly version: string
  readonly support: {
    readonly email: string
    readonly site: string
    readonly hours: string
    readonly responseTimes: string
    readonly text: string
  }
  readonly releaseNotes: string
  readonly plans: readonly PlanDraft[]
}

export interface MediaView {
  readonly id: string
  readonly kind: 'icon' | 'screenshot'
  readonly url: string
  readonly width: number
  readonly height: number
  readonly size: number
}

export interface EditorView {
  readonly product: ProductView
  readonly draft: Partial<Manifest>
  readonly revisionNumber: number
  readonly problems: readonly { readonly field: string; readonly message: string }[]
  readonly live: Partial<Manifest> | null
  readonly media: readonly MediaView[]
  readonly canEdit: boolean
}

export interface RepositoryView {
  readonly name: string
  readonly tagCount: number
  readonly size: number
  readonly pushedAt?: string | null
}

export interface TagView {
  readonly tag: string
  readonly digest: string
  readonly size: number
  readonly platforms: readonly PlatformView[]
  readonly pushedAt: string
}
