/** The shapes that the API sends, as the pages see them; each comes from the module that sends it. */
import type { AccessTokenView, MeView } from '../../src/accounts/http/views.ts'
import type { CardView, PlanView, SearchView, SuggestionView } from '../../src/catalog/http/views.ts'

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
export type { OrderView, QuoteView, SimulatedPaymentView } from '../../src/checkout/http/views.ts'
export type {
  ByolOrderView,
  ByolOrderWithTermsView,
  EntitlementView,
  PlanEntitlementView,
  SubscriptionView,
  VersionView,
} from '../../src/licensing/http/views.ts'
export type { InboxItemView, InboxView, PreferencesView } from '../../src/notifications/http/views.ts'
export type { PublicPublisherView } from '../../src/publishers/http/views.ts'
export type { LoginView } from '../../src/registry/http/views.ts'
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

export interface Items<T> {
  readonly items: readonly T[]
}
