/** The shapes that the API sends, as the pages see them; each comes from the module that sends it. */
import type { CardView, MoneyView, PlanView, SearchView, SuggestionView } from '../../src/catalog/http/views.ts'

export type {
  CardView,
  CategoryView,
  HomeView,
  ListingView,
  MoneyView,
  PlanView,
  PlatformView,
  SearchView,
  TermsView,
} from '../../src/catalog/http/views.ts'
export type {
  ByolOrderWithTermsView,
  EntitlementView,
  PlanEntitlementView,
  SubscriptionView,
  VersionView,
} from '../../src/licensing/http/views.ts'
export type Access = PlanView['access']
export type Suggestion = SuggestionView
export type PriceView = PlanView['prices'][number]
export type Period = PriceView['period']
export type ContentType = CardView['type']
export type ListingState = CardView['state']
export type FacetName = keyof SearchView['facets']
export type FacetValue = SearchView['facets'][FacetName][number]

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
