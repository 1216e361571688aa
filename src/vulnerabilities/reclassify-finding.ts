import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { ProductId } from '../catalog/index.ts'
import { accountNameOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { SeverityClass } from '../scanner/index.ts'
import { periodsOf } from './domain/deadline.ts'
import { findingNotFound, reasonRequired } from './domain/errors.ts'
import { isOpenFinding, nextFinding } from './domain/finding-clock.ts'
import { type FindingId, type ProductFinding, withClock } from './domain/product-finding.ts'
import { findings } from './store/findings.ts'
import { entryOf, tellFindings } from './tell-findings.ts'

export interface ReclassifyFinding {
  readonly productId: ProductId
  readonly findingId: FindingId
  readonly class: Exclude<SeverityClass, 'unknown'>
  /** Kept in the history and in the audit trail. */
  readonly reason: string
}

/**
 * A security reviewer sets the class of a finding, whatever its score (STO-103). Upward it restarts the clock at its own
 * notification, downward the deadline is computed anew from the original one (STO-104). Later advisories do not undo it.
 */
export async function reclassifyFinding(ctx: Context, input: ReclassifyFinding): Promise<ProductFinding> {
  authorize(ctx, 'security.classify')
  const reason = input.reason.trim()
  if (!reason) throw reasonRequired({ fields: [{ field: 'reason', message: 'Say why the class is another one.' }] })
  return ctx.transaction(async (tx) => {
    const product = await findings(tx).lockProduct(input.productId)
    const [before] = await findings(tx).get([input.findingId])
    if (!product || before?.productId !== input.productId) throw findingNotFound()
    const at = ctx.clock.now()
    const next = nextFinding(
      before,
      { type: 'reclassified', class: input.class, at },
      periodsOf(ctx.settings.deadlines),
    )
    const after: ProductFinding = { ...withClock(before, next ?? before, at), override: input.class }
    const actor = accountNameOf(ctx.actor) ?? 'the store'
    await findings(tx).put([{ finding: after, changes: [entryOf(ctx, after, 'overridden', { actor, note: reason })] }])
    await recordAudit(ctx.within(tx), {
      action: 'vulnerabilities.finding_reclassified',
      subject: { kind: 'finding', id: after.id, name: after.vulnerability },
      reason,
      before: { class: before.class, state: before.state },
      after: { class: after.class, state: after.state },
      details: { productId: input.productId },
    })
    if (next && isOpenFinding(after)) await tellFindings(ctx, tx, product, { 'finding.changed': [after] })
    return after
  })
}
