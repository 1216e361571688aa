import { isDistributionPackage } from './identity.ts'
import type { Occurrence } from './timeline.ts'

/**
 * What is found in a file that a language package of the same ecosystem lists as its own is that package, seen a second time
 * (MRG-4): the names and versions of .NET assemblies differ from those of the packages that they come in.
 */
export function withClaims(occurrences: readonly Occurrence[]): Occurrence[] {
  const claims = new Map<string, Occurrence>()
  for (const occurrence of occurrences) {
    const { ecosystem, owns = [] } = occurrence.found
    if (isDistributionPackage(ecosystem)) continue
    for (const path of owns) if (!claims.has(path) || occurrence.removedIn === undefined) claims.set(path, occurrence)
  }
  return claims.size === 0 ? [...occurrences] : occurrences.map((occurrence) => claimed(occurrence, claims))
}

function claimed(occurrence: Occurrence, claims: ReadonlyMap<string, Occurrence>): Occurrence {
  const claim = claims.get(occurrence.path)
  const { found } = occurrence
  if (claim === undefined || claim.found.ecosystem !== found.ecosystem || found.owns !== undefined) return occurrence
  const { rule, detail, offset } = found
  return {
    ...occurrence,
    found: {
      ...claim.found,
      rule,
      ...(detail === undefined ? {} : { detail }),
      ...(offset === undefined ? {} : { offset }),
    },
  }
}
