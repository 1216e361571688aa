/** The shapes that the API sends, as the pages see them; each comes from the module that sends it. */
import type { AccessTokenView, MeView } from '../../src/accounts/http/views.ts'
import type { CardView, MoneyView, PlanView, SearchView, SuggestionView } from '../../src/catalog/http/views.ts'

export type {
  AccessTokenView,
  AccountView,
  MeView,
  OrganizationView,
  SessionView,
} from '../../src/accounts/http/views.ts'
export type { ReceiptView } from '../../src/billing/http/views.ts'
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
  ByolOrderView,
  ByolOrderWithTermsView,
  EntitlementView,
  PlanEntitlementView,
  SubscriptionView,
  VersionView,
} from '../../src/licensing/http/views.ts'
export type RoleView = MeView['roles'][number]
export type TokenScopeView = AccessTokenView['scopes'][number]
export type Access = PlanView['access']
export type Suggestion = SuggestionView
export type PriceView = PlanView['prices'][number]
export type Period = PriceView['period']
export type ContentType = CardView['type']
export type ListingState = CardView['state']
export type FacetName = keyof SearchView['facets']
export type FacetValue = SearchView['facets'][FacetName][number]

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
