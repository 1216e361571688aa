import { authorizeProduct, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { findingNotFound } from './domain/errors.ts'
import type { FindingChange, FindingId, ProductFinding } from './domain/product-finding.ts'
import { findings } from './store/findings.ts'

export interface ShowFinding {
  readonly productId: ProductId
  readonly findingId: FindingId
}

/** A finding, and what happened to it, the oldest first. */
export interface ShownFinding {
  readonly finding: ProductFinding
  readonly changes: readonly FindingChange[]
}

/** One finding with its history; for its publisher and for staff only (STO-093). Throws vulnerabilities.finding_not_found. */
export async function showFinding(ctx: Context, { productId, findingId }: ShowFinding): Promise<ShownFinding> {
  await authorizeProduct(ctx, productId, 'viewer')
  return ctx.transaction(async (tx) => {
    const [finding] = await findings(tx).get([findingId])
    if (finding?.productId !== productId) throw findingNotFound()
    return { finding, changes: await findings(tx).changesOf(findingId) }
  })
}
