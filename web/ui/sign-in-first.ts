import { redirect } from '@tanstack/react-router'
import { whoAmI } from '../api/accounts.ts'
import type { PageContext } from '../api/context.tsx'

/** `beforeLoad` of pages for signed-in people: others sign in first and come back. */
export async function requireSignIn({
  context,
  location,
}: {
  readonly context: PageContext
  readonly location: { readonly href: string }
}): Promise<void> {
  const { account } = await context.queryClient.ensureQueryData(whoAmI(context.api))
  if (account === null) throw redirect({ to: '/sign-in', search: { next: location.href } })
}

/** Where to go after signing in: a path of this store, nothing else. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined
}
