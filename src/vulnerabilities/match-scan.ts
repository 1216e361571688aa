import type { Context } from '../platform/context.ts'
import { type LookupKey, lookupKeys } from '../scanner/index.ts'
import { findingsOf } from './domain/finding.ts'
import { totalsOf } from './domain/scan.ts'
import { advisories } from './store/advisories.ts'
import { scans } from './store/scans.ts'

// public: a step of scanning and of imports, both decided elsewhere.
/** Matches a complete scan's components with the advisories as they are now (SHP-2). Within the caller's transaction. */
export async function matchScan(ctx: Context, digest: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const scan = await scans(tx).lock(digest)
    if (!scan?.image) return
    const present = scan.image.platforms
      .flatMap(({ components }) => components.components)
      .filter((component) => component.removedIn === undefined)
    const components = [...new Map(present.map((component) => [component.id, component])).values()]
    const keys = new Map<string, LookupKey>()
    for (const key of components.flatMap(lookupKeys)) keys.set(`${key.ecosystem}\0${key.name}`, key)
    const source = await advisories(tx).sourceFor([...keys.values()])
    const findings = findingsOf(components, source)
    const counted = findings
      .filter(({ severity }) => !severity.remark)
      .map(({ componentId, severity }) => ({ componentId, class: severity.class }))
    const totals = totalsOf(
      components.map(({ id }) => id),
      counted,
    )
    await scans(tx).replaceFindings(digest, findings, totals, ctx.clock.now())
  })
}
