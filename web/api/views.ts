/** The shapes that the API sends, as the pages see them. */

export interface MoneyView {
  readonly amount: string
  readonly currency: string
}

export type RoleView = 'moderator' | 'security' | 'certifier' | 'finance' | 'support' | 'operator'
export type TokenScopeView = 'pull' | 'push' | 'read' | 'write'

export interface AccountView {
  readonly id: string
  readonly kind: 'user' | 'organization'
  readonly name: string
  readonly fullName: string
  readonly email?: string
  readonly emailVerified: boolean
  readonly createdAt: string
}

export interface OrganizationRefView {
  readonly id: string
  readonly name: string
  readonly fullName: string
  readonly role: 'owner' | 'member'
}

export interface MeView {
  readonly account: AccountView | null
  readonly roles: readonly RoleView[]
  readonly organizations: readonly OrganizationRefView[]
}

export interface SessionView {
  readonly id: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly address: string
  readonly client: string
  readonly current: boolean
}

export interface AccessTokenView {
  readonly id: string
  readonly name: string
  readonly scopes: readonly TokenScopeView[]
  readonly limitedTo: readonly string[] | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

export interface OrganizationView {
  readonly organization: AccountView
  readonly members: readonly { readonly name: string; readonly fullName: string; readonly role: 'owner' | 'member' }[]
}

export type ContentType = 'image' | 'plugin' | 'service' | 'composition' | 'edition'
export type ListingState = 'published' | 'hold' | 'revoked' | 'withdrawn'
export type Access = 'all' | 'logged_in' | 'subscribed' | 'byol'
export type Period = 'month' | 'year'

export interface CardView {
  readonly slug: string
  readonly path: string
  readonly name: string
  readonly publisher: { readonly slug: string; readonly name: string }
  readonly shortDescription: string
  readonly iconUrl: string | null
  readonly type: ContentType
  readonly pulls: string
  readonly fromPrice: MoneyView | null
  readonly priceLabel: string
  readonly hasTrial: boolean
  readonly badges: readonly ('certified' | 'official' | 'verified')[]
  readonly state: ListingState
  readonly stateReason?: string | null
}

export interface CategoryView {
  readonly slug: string
  readonly name: string
  readonly count: number
}

export interface HomeView {
  readonly featured: readonly CardView[]
  readonly popular: readonly CardView[]
  readonly newest: readonly CardView[]
  readonly plugins: readonly CardView[]
  readonly categories: readonly CategoryView[]
  readonly totals: { readonly products: number; readonly publishers: number; readonly pulls: number | string }
}

export interface FacetValue {
  readonly value: string
  readonly label: string
  readonly count: number
}

export type FacetName = 'category' | 'type' | 'price' | 'publisher' | 'architecture' | 'operatingSystem'

export interface SearchView {
  readonly items: readonly CardView[]
  readonly total: number
  readonly page: number
  readonly pageSize: number
  readonly facets: Readonly<Partial<Record<FacetName, readonly FacetValue[]>>>
}

export interface Suggestion {
  readonly label: string
  readonly category?: string
  readonly path: string
}

export interface PriceView extends MoneyView {
  readonly period: Period
  readonly label: string
}

export interface PlatformView {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

export interface PlanView {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
  readonly access: Access
  readonly prices: readonly PriceView[]
  readonly priceLabel: string
  readonly trialDays: number
  readonly repositories: readonly string[]
  readonly platforms: readonly PlatformView[]
  readonly termsKind: 'link' | 'text'
  readonly termsUrl?: string
  readonly byolUrl?: string
}

export interface ListingView extends Omit<CardView, 'publisher'> {
  readonly productId: string
  readonly publisher: {
    readonly slug: string
    readonly name: string
    readonly logoUrl: string | null
    readonly shortDescription: string
  }
  readonly longDescriptionHtml: string
  readonly screenshots: readonly { readonly url: string; readonly width: number; readonly height: number }[]
  readonly links: { readonly website?: string; readonly documentation?: string; readonly support?: string }
  readonly support: {
    readonly email?: string
    readonly site?: string
    readonly hours?: string
    readonly responseTimes?: string
    readonly html?: string
  }
  readonly categories: readonly { readonly slug: string; readonly name: string }[]
  readonly tags: readonly string[]
  readonly version: string
  readonly runsOn: 'certified' | 'community' | 'other'
  readonly licenseType: 'free' | 'open_source' | 'commercial'
  readonly plans: readonly PlanView[]
  readonly stateSince?: string | null
  readonly publishedAt: string
  readonly updatedAt: string
}

export interface VersionView {
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly platforms: readonly PlatformView[]
  readonly size: number
  readonly publishedAt: string
  readonly releaseNotesHtml: string
  readonly pullCommand: string
}

export interface TermsView {
  readonly planId: string
  readonly kind: 'link' | 'text'
  readonly url?: string
  readonly html?: string
  readonly hash: string
  readonly version: string | number
}

export interface PullCommandView {
  readonly repository: string
  readonly tag: string
  readonly command: string
}

export interface PlanEntitlementView {
  readonly planId: string
  readonly allowed: boolean
  readonly reason?: string
  readonly text?: string
  readonly subscriptionId?: string
  readonly trialAvailable: boolean
  readonly pullCommands: readonly PullCommandView[]
  readonly instructionsHtml?: string
}

export interface EntitlementView {
  readonly signedIn: boolean
  readonly plans: readonly PlanEntitlementView[]
}

export interface SubscriptionView {
  readonly id: string
  readonly account: string
  readonly product: {
    readonly id: string
    readonly slug: string
    readonly name: string
    readonly path: string
    readonly iconUrl: string | null
  }
  readonly plan: { readonly id: string; readonly name: string }
  readonly state: 'preparing' | 'active' | 'past_due' | 'cancelled' | 'expired' | 'failed'
  readonly stateText: string
  readonly trial: boolean
  readonly startedAt: string
  readonly periodEnd: string | null
  readonly cancelAtPeriodEnd: boolean
  readonly price?: MoneyView
  readonly managed: boolean
  readonly pullCommands: readonly PullCommandView[]
  readonly instructionsHtml: string
}

export interface QuoteView {
  readonly planId: string
  readonly productName: string
  readonly planName: string
  readonly publisherName: string
  readonly period: Period
  readonly net: MoneyView
  readonly tax: MoneyView
  readonly taxRateBasisPoints: number
  readonly taxLabel: string
  readonly total: MoneyView
  readonly trialDays: number
  readonly billingRequired: boolean
}

export interface OrderView {
  readonly id: string
  readonly state: 'open' | 'awaiting_payment' | 'requires_action' | 'paid' | 'declined' | 'cancelled'
  readonly declineReason?: string
  readonly actionUrl?: string
  readonly subscriptionId?: string
  readonly net: MoneyView
  readonly tax: MoneyView
  readonly total: MoneyView
  readonly planName: string
  readonly productName: string
  readonly productPath: string
  readonly createdAt: string
}

export interface SimulatedPaymentView {
  readonly amount: MoneyView
  readonly description: string
  readonly merchant: string
  readonly orderId: string
  readonly state: string
}

export interface ByolOrderView {
  readonly id: string
  readonly url: string
  readonly state: 'created' | 'fulfilled' | 'cancelled'
  readonly planId: string
  readonly product: { readonly slug: string; readonly name: string }
  readonly customer?: { readonly name?: string; readonly email?: string }
  readonly createdAt: string
}

export interface ReceiptView {
  readonly id: string
  readonly number: string
  readonly orderId: string
  readonly issuedAt: string
  readonly net: MoneyView
  readonly tax: MoneyView
  readonly total: MoneyView
  readonly description: string
  readonly productName: string
  readonly publisherName: string
}

export interface PublicPublisherView {
  readonly slug: string
  readonly name: string
  readonly website: string
  readonly shortDescription: string
  readonly storyHtml: string
  readonly logoUrl: string | null
  readonly verified: boolean
}

export interface InboxItemView {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly text: string
  readonly link: string | null
  readonly at: string
  readonly read: boolean
}

export interface Items<T> {
  readonly items: readonly T[]
}
