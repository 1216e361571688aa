import { queryOptions } from '@tanstack/react-query'
import type { ApiClient } from './client.ts'
import type {
  AccessTokenView,
  InboxView,
  Items,
  LoginView,
  MeView,
  OrganizationView,
  PreferencesView,
  SessionView,
} from './views.ts'

/** Who is signed in; `account` is null for a visitor. Loaded by the root route on every page. */
export const whoAmI = (api: ApiClient) =>
  queryOptions({ queryKey: ['session'], queryFn: () => api.get<MeView>('/session'), staleTime: 60_000 })

export const sessions = (api: ApiClient) =>
  queryOptions({ queryKey: ['sessions'], queryFn: () => api.get<Items<SessionView>>('/sessions') })

export const accessTokens = (api: ApiClient) =>
  queryOptions({ queryKey: ['access-tokens'], queryFn: () => api.get<Items<AccessTokenView>>('/access-tokens') })

/** Programs that stay signed in to the registry. */
export const dockerLogins = (api: ApiClient) =>
  queryOptions({ queryKey: ['docker-logins'], queryFn: () => api.get<Items<LoginView>>('/docker-logins') })

export const organization = (api: ApiClient, name: string) =>
  queryOptions({
    queryKey: ['organizations', name],
    queryFn: () => api.get<OrganizationView>(`/organizations/${encodeURIComponent(name)}`),
  })

export const inbox = (api: ApiClient) =>
  queryOptions({ queryKey: ['inbox'], queryFn: () => api.get<InboxView>('/inbox') })

export const notices = (api: ApiClient) =>
  queryOptions({ queryKey: ['notices'], queryFn: () => api.get<PreferencesView>('/notification-preferences') })
