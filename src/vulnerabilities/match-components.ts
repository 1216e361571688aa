import type { Context } from '../platform/context.ts'
import { type LookupKey, lookupKeys } from '../scanner/index.ts'
import { findingsOf } from './domain/finding.ts'
import { advisories } from './store/advisories.ts'
import { componentIndex } from './store/component-index.ts'
import { componentMatches } from './store/component-matches.ts'

// public: a step of scanning and of imports, both decided elsewhere; no route leads here.
/**
 * Matches component versions with the advisories as they are now (SHP-2). Answers the numbers of those of which something
 * changed; matched again with the same advisories, nothing does (WAT-4). Within the caller's transaction.
 */
export async function matchComponents(ctx: Context, numbers: readonly number[]): Promise<number[]> {
  if (numbers.length === 0) return []
  return ctx.transaction(async (tx) => {
    const indexed = await componentIndex(tx).get(numbers)
    const keys = new Map<string, LookupKey>()
    for (const { component } of indexed) {
      for (const key of lookupKeys(component)) keys.set(`${key.ecosystem}\0${key.name}`, key)
    }
    const source = await advisories(tx).sourceFor([...keys.values()])
    const matches = indexed.flatMap(({ number, component }) =>
      findingsOf([component], source).map((finding) => ({ component: number, finding })),
    )
    return componentMatches(tx).replace(numbers, matches)
  })
}
