import type { Context } from '../platform/context.ts'
import { memoryOf } from './memory/registry-memory.ts'

/** Whose decisions, or those about which product; neither: all. */
export interface ForgetDecisions {
  readonly accountId?: string
  readonly productId?: string
}

// public: it only makes the registry ask licensing again.
/** Makes the registry ask licensing again, after `entitlement.changed` and `listing.*` (AUT-107). */
export async function forgetDecisions(ctx: Context, input: ForgetDecisions = {}): Promise<void> {
  const { accountId, productId } = input
  memoryOf(ctx).decisions.forget((key, answer) => {
    if (accountId !== undefined && key.startsWith(`${accountId} `)) return true
    if (productId !== undefined && answer.allowed && answer.productId === productId) return true
    return accountId === undefined && productId === undefined
  })
}
