import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { periodsOf } from './domain/deadline.ts'
import { isOpenFinding } from './domain/finding-clock.ts'
import type { FindingId, ProductFinding } from './domain/product-finding.ts'
import { type ProductHit, type Reconciled, reconcile } from './domain/reconcile.ts'
import { cveFacts } from './store/cve-facts.ts'
import { type FindingEntry, findings } from './store/findings.ts'
import { publishedImages } from './store/published-images.ts'
import { entryOf, tellFindings } from './tell-findings.ts'

// public: run by the queue only.
/**
 * Compares the findings of a product with what the index and the advisories say now: opens, changes and closes them, and
 * tells it, in one transaction (WAT-3). No layer and no blob is read. Run again it changes nothing and tells nothing (WAT-4).
 */
export async function reconcileFindings(ctx: Context, { productId }: { readonly productId: ProductId }): Promise<void> {
  await ctx.transaction(async (tx) => {
    const product = await findings(tx).lockProduct(productId)
    if (!product) return
    const known = await findings(tx).ofProduct(productId)
    const components = [...new Set(known.flatMap((finding) => [...finding.components]))]
    const at = ctx.clock.now()
    const hits = await findings(tx).hitsOf(productId)
    const changes = reconcile({
      known,
      hits,
      tags: await publishedImages(tx).tagsOf(productId),
      present: await findings(tx).stillHeld(productId, components),
      exploited: await exploitedOf(tx, hits),
      periods: periodsOf(ctx.settings.deadlines),
      at,
    })
    const written = changes.map((change) => ({ change, ...toWrite(ctx, productId, change) }))
    await findings(tx).put(written)
    const notable = written.filter(({ change }) => change.notable)
    await tellFindings(ctx, tx, product, {
      'finding.opened': notable.filter(({ change }) => isOpenFinding(change.now) && !wasOpen(change)).map(findingOf),
      'finding.changed': notable.filter(({ change }) => isOpenFinding(change.now) && wasOpen(change)).map(findingOf),
      'finding.resolved': notable.filter(({ change }) => !isOpenFinding(change.now) && wasOpen(change)).map(findingOf),
    })
  })
}

async function exploitedOf(tx: Tx, hits: readonly ProductHit[]): Promise<ReadonlySet<string>> {
  const facts = await cveFacts(tx).of(hits.flatMap(({ names }) => [...names]))
  return new Set([...facts].filter(([, { exploited }]) => exploited !== undefined).map(([cve]) => cve))
}

const findingOf = ({ finding }: { readonly finding: ProductFinding }): ProductFinding => finding

const wasOpen = ({ was }: Reconciled): boolean => was !== undefined && isOpenFinding(was)

function toWrite(
  ctx: Context,
  productId: ProductId,
  { was, vulnerability, now, events }: Reconciled,
): { finding: ProductFinding; changes: FindingEntry[] } {
  const at = ctx.clock.now()
  const finding: ProductFinding = {
    ...now,
    id: was?.id ?? (ctx.newId() as FindingId),
    productId,
    vulnerability,
    ...(was?.override && { override: was.override }),
    firstSeenAt: was?.firstSeenAt ?? at,
    changedAt: at,
  }
  const changes = (was ? events : ['detected']).map((event) => entryOf(ctx, finding, event))
  return { finding, changes }
}
