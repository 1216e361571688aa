import { useQueries } from '@tanstack/react-query'
import { subscriptions } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import { useSession } from '../ui/session.ts'

/** A product that a token can be limited to, with those of its plans that somebody here holds. */
export interface TokenLimit {
  readonly product: { readonly id: string; readonly name: string }
  readonly plans: readonly { readonly id: string; readonly name: string }[]
}

/** What the signed-in person and their organizations hold: what a token can be limited to. */
export function useTokenLimits(): readonly TokenLimit[] {
  const api = useApi()
  const { account, organizations } = useSession()
  const holders = account ? [account.name, ...organizations.map(({ name }) => name)] : []
  const found = useQueries({ queries: holders.map((holder) => subscriptions(api, holder)) })
  const limits = new Map<string, { product: TokenLimit['product']; plans: Map<string, { id: string; name: string }> }>()
  for (const { data } of found) {
    for (const { product, plan, pullCommands } of data?.items ?? []) {
      if (pullCommands.length === 0) continue
      const limit = limits.get(product.id) ?? { product: { id: product.id, name: product.name }, plans: new Map() }
      limit.plans.set(plan.id, plan)
      limits.set(product.id, limit)
    }
  }
  return [...limits.values()].map(({ product, plans }) => ({ product, plans: [...plans.values()] }))
}

/** What the ids of a limited token are called; ids of what is not held any more are told as such. */
export function limitNames(limitedTo: readonly string[], limits: readonly TokenLimit[]): string {
  const names = new Map(
    limits.flatMap(({ product, plans }) => [
      [product.id, product.name] as const,
      ...plans.map(({ id, name }) => [id, `${product.name}, ${name}`] as const),
    ]),
  )
  return limitedTo.map((id) => names.get(id) ?? 'Content you no longer hold').join('; ')
}
