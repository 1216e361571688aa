import type { Advisory } from '../advisories/advisory.ts'
import { namesOf } from '../advisories/vulnerabilities.ts'
import { type LookupKey, lookupKeys } from '../matching/ecosystems.ts'
import { type Match, type MatchedComponent, match } from '../matching/match.ts'
import { classify, type Severity } from '../severity/classify.ts'

/** An advisory that hits a component of an image, with the severity that was chosen (section 9 of SCN). */
export interface Finding {
  readonly componentId: string
  readonly advisoryId: string
  /** CVE and other names of the same vulnerability. */
  readonly aliases: readonly string[]
  readonly summary: string
  readonly match: Match
  readonly severity: Severity
}

/** Where advisories come from while matching. */
export interface AdvisorySource {
  /** Advisories that name the package. */
  under(key: LookupKey): readonly Advisory[]
  /** Other records about the same vulnerability (ADV-6). */
  sameAs(advisory: Advisory): readonly Advisory[]
}

/** Matches components with advisories; one finding per component and advisory, sorted (SHP-3). Pure. */
export function findingsOf(components: readonly MatchedComponent[], source: AdvisorySource): Finding[] {
  return components.flatMap((component) => {
    const candidates = new Map(lookupKeys(component).flatMap((key) => source.under(key).map((a) => [a.id, a] as const)))
    return match(component, candidates.values()).map((found) => {
      const advisory = candidates.get(found.advisoryId) as Advisory
      const sameVulnerability = source.sameAs(advisory)
      return {
        componentId: component.id,
        advisoryId: advisory.id,
        aliases: namesOf(advisory).filter((name) => name !== advisory.id),
        summary: advisory.summary || (sameVulnerability.find((other) => other.summary !== '')?.summary ?? ''),
        match: found,
        severity: classify({ advisory, affectedIndex: found.affectedIndex, sameVulnerability }),
      }
    })
  })
}
