import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { whoAmI } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { MeView } from '../api/views.ts'

const visitor: MeView = { account: null, roles: [], organizations: [] }

/** Who is signed in. On every page this is known before the first render. */
export function useSession(): MeView {
  const api = useApi()
  return useQuery(whoAmI(api)).data ?? visitor
}

/** Drops what was loaded for somebody else: pages left are forgotten, the one on screen is loaded again. */
export function forgetPages(queryClient: QueryClient): void {
  const isPage = ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[0] !== 'session'
  queryClient.removeQueries({ type: 'inactive', predicate: isPage })
  void queryClient.invalidateQueries({ predicate: isPage })
}

/** Ends the session here and on the server, then shows the home page as a visitor sees it. */
export function useSignOut(): () => Promise<void> {
  const api = useApi()
  const queryClient = useQueryClient()
  const router = useRouter()
  return async () => {
    await api.delete('/session')
    queryClient.setQueryData(whoAmI(api).queryKey, visitor)
    await router.navigate({ to: '/' })
    forgetPages(queryClient)
    await router.invalidate()
  }
}

export interface ActingAccount {
  readonly name: string
  readonly fullName: string
  readonly kind: 'user' | 'organization'
  /** Owners buy and subscribe for the organization (STO-004). */
  readonly mayBuy: boolean
}

const storageKey = 'chandlery.acting-account'
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** For whom the person acts: for themselves, or for one of their organizations. Remembered in this browser. */
export function useActingAccount() {
  const { account, organizations } = useSession()
  const remembered = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(storageKey),
    () => null,
  )
  const choices: ActingAccount[] = account
    ? [
        { name: account.name, fullName: account.fullName || account.name, kind: 'user', mayBuy: true },
        ...organizations.map(({ name, fullName, role }) => ({
          ...{ name, fullName: fullName || name, kind: 'organization' as const, mayBuy: role === 'owner' },
        })),
      ]
    : []
  const current = choices.find((choice) => choice.name === remembered) ?? choices[0]
  const choose = (name: string) => {
    localStorage.setItem(storageKey, name)
    for (const listener of listeners) listener()
  }
  return { current, choices, choose }
}
