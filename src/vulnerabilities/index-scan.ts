import type { Context } from '../platform/context.ts'
import type { Component, MatchedComponent } from '../scanner/index.ts'
import { totalsOf } from './domain/scan.ts'
import { matchComponents } from './match-components.ts'
import type { SettleScan } from './settle-scan.ts'
import { componentIndex } from './store/component-index.ts'
import { componentMatches } from './store/component-matches.ts'
import { scans } from './store/scans.ts'

// public: a step of scanning, which was decided elsewhere; no route leads here.
/**
 * Puts the components of a complete scan into the index (WAT-1). Only component versions that no other image had are
 * matched with advisories: for all others the answer is there already. Within the caller's transaction.
 */
export async function indexScan(ctx: Context, digest: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const scan = await scans(tx).lock(digest)
    if (scan?.state !== 'complete' || !scan.image) return
    const present = scan.image.platforms
      .flatMap(({ components }) => components.components)
      .filter(({ removedIn }) => removedIn === undefined)
    const distinct = distinctOf(present)
    const indexed = distinct.filter(({ ownedBy }) => ownedBy === undefined)
    const at = ctx.clock.now()
    const fresh = await componentIndex(tx).put(indexed.map(judgedFacts))
    await matchComponents(ctx.within(tx), fresh)
    const numbers = await componentIndex(tx).find(indexed.map(({ id }) => id))
    const held = indexed.flatMap(({ id, confidence }) => {
      const found = numbers.get(id)
      return found ? [{ number: found.number, declared: confidence === 'declared' }] : []
    })
    const counted = distinct.filter(({ confidence }) => confidence !== 'declared')
    const totals = totalsOf(
      counted.map(({ id }) => id),
      [],
    )
    const image = await scans(tx).setComponentCount(digest, totals, at)
    await componentIndex(tx).link(image, held, at)
    await componentMatches(tx).recount([image])
    const settle: SettleScan = { digest, components: fresh }
    await ctx.enqueue(tx, 'vulnerabilities.settle-scan', settle)
  })
}

/** One of each: a component of two platforms is one; installed counts before declared. */
function distinctOf(components: readonly Component[]): Component[] {
  const distinct = new Map<string, Component>()
  for (const component of components) {
    const known = distinct.get(component.id)
    if (known === undefined || known.confidence === 'declared') distinct.set(component.id, component)
  }
  return [...distinct.values()]
}

/** What of a component is the same in every image that holds it. */
function judgedFacts(component: Component): MatchedComponent {
  const { locations: _, evidence: __, licenses: ___, introducedIn: ____, confidence: _____, ...facts } = component
  return facts
}
