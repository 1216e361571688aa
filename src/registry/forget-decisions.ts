import type { Context } from '../platform/context.ts'
import { tellOutdated } from './memory/registry-news.ts'

/** Whose decisions, or those about which product; neither: all. */
export interface ForgetDecisions {
  readonly accountId?: string
  readonly productId?: string
}

// public: it only makes the registry ask licensing again.
/** Makes every replica ask licensing again, after `entitlement.changed` and `listing.*` (AUT-107). */
export async function forgetDecisions(ctx: Context, input: ForgetDecisions = {}): Promise<void> {
  await ctx.transaction((tx) => tellOutdated(ctx, tx, { what: 'decisions', ...input }))
}
