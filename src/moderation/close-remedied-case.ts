import { recordAudit } from '../audit/index.ts'
import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { breachedFindings } from '../vulnerabilities/index.ts'
import { actorName } from './domain/actor-name.ts'
import { holdCases } from './store/hold-cases.ts'

const note = 'All findings that were past their deadline are closed.'

// public: called for events by the program itself.
/** Ends the case of a missed deadline when nothing is past it any more. A hold stays until it is lifted (STO-111). */
export async function closeRemediedCase(ctx: Context, { productId }: { readonly productId: ProductId }): Promise<void> {
  await ctx.transaction(async (tx) => {
    const joined = ctx.within(tx)
    if ((await breachedFindings(joined, productId)).length > 0) return
    const by = { name: actorName(ctx.actor), note, at: ctx.clock.now() }
    const closed = await holdCases(tx).close(productId, 'remedied', by)
    if (!closed) return
    await recordAudit(joined, {
      action: 'moderation.hold_case_closed',
      subject: { kind: 'listing', id: productId },
      reason: note,
      details: { outcome: 'remedied' },
    })
  })
}
