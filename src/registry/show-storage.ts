import type { Context } from '../platform/context.ts'
import { authorizeNamespace } from './access/authorize-namespace.ts'
import { measureNamespace } from './access/quota-books.ts'
import type { Quota, Usage } from './domain/quota.ts'

/** What a namespace keeps and what it may keep. */
export interface Storage {
  readonly namespace: string
  readonly usage: Usage
  readonly quota: Quota
  /** True when an operator has set a quota for this namespace. */
  readonly own: boolean
}

/** How much of its quota a publisher uses, for its people and for staff. */
export async function showStorage(ctx: Context, namespace: string): Promise<Storage> {
  await authorizeNamespace(ctx, namespace)
  return { namespace, ...(await measureNamespace(ctx, namespace)) }
}
