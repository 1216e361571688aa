import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { whoAmI } from '../api/accounts.ts'
import { useApi } from '../api/context.tsx'
import type { MeView } from '../api/views.ts'
import { forgetPages } from '../ui/session.ts'

/** After a session began: forget what a visitor saw, then go on to where the person wanted to be. */
export function useEnter(): (me: MeView, next: string | undefined) => Promise<void> {
  const api = useApi()
  const queryClient = useQueryClient()
  const router = useRouter()
  return async (me, next) => {
    queryClient.setQueryData(whoAmI(api).queryKey, me)
    forgetPages(queryClient)
    await router.navigate({ href: next ?? '/' })
    await router.invalidate()
  }
}
