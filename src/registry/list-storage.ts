import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { measureNamespace } from './access/quota-books.ts'
import type { Storage } from './show-storage.ts'
import { repositories } from './store/repositories.ts'

/** Namespaces on one page. Each is counted, so there are few. */
const pageSize = 50

export interface StoragePage {
  readonly items: readonly Storage[]
  /** Continue after this namespace; undefined on the last page. */
  readonly next?: string
}

/** What publishers keep in their staging repositories, in order of namespace (operators). */
export async function listStorage(ctx: Context, input: { readonly after: string }): Promise<StoragePage> {
  await authorize(ctx, 'registry.administer')
  const found = await ctx.transaction((tx) => repositories(tx).stagingNamespaces(input.after, pageSize + 1))
  const items: Storage[] = []
  for (const namespace of found.slice(0, pageSize)) {
    items.push({ namespace, ...(await measureNamespace(ctx, namespace)) })
  }
  const next = found.length > pageSize ? items.at(-1)?.namespace : undefined
  return { items, ...(next !== undefined && { next }) }
}
