import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { actorName } from './domain/actor-name.ts'
import { holdCaseNotOpen, textRequired } from './domain/errors.ts'
import { holdCases } from './store/hold-cases.ts'

export interface DismissHoldCase {
  readonly productId: ProductId
  readonly note: string
}

/** Lets a listing be although a deadline was missed; the reason is kept (STO-107). Throws moderation.hold_case_not_open. */
export async function dismissHoldCase(ctx: Context, input: DismissHoldCase): Promise<void> {
  await authorize(ctx, 'moderation.hold')
  const note = input.note.trim()
  if (!note) throw textRequired({ fields: [{ field: 'note', message: 'Say why the listing is not put on hold.' }] })
  await ctx.transaction(async (tx) => {
    const { productId } = input
    const by = { name: actorName(ctx.actor), note, at: ctx.clock.now() }
    if (!(await holdCases(tx).close(productId, 'dismissed', by))) throw holdCaseNotOpen()
    await recordAudit(ctx.within(tx), {
      action: 'moderation.hold_case_closed',
      subject: { kind: 'listing', id: productId },
      reason: note,
      details: { outcome: 'dismissed' },
    })
  })
}
