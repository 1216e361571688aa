import { accountNameOf } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'

/** Who acts and when, as events of the registry tell it. */
export function doneBy(ctx: Context): { readonly by?: string; readonly at: string } {
  const by = accountNameOf(ctx.actor)
  return { at: ctx.clock.now().toISOString(), ...(by !== undefined && { by }) }
}
