import type { Advisory, Affected, AffectedImport } from '../advisories/advisory.ts'
import { cvesOf } from '../advisories/vulnerabilities.ts'
import type { Component } from '../merge/image-components.ts'
import { isThirdParty } from './distributions.ts'
import { judgedVersion, type LookupKey, lookupKeys, versionOrderOf } from './ecosystems.ts'
import type { RangeHit, RangeVerdict } from './evaluate-range.ts'
import { harmlessReason } from './harmless.ts'
import { judge } from './judge.ts'

/** Why an advisory does or may hit a component (EXP-1). */
export interface Explanation {
  readonly ecosystem: string
  /** The name that the advisory uses: the source package, for distributions. */
  readonly package: string
  /** The version that was judged; absent when it is not known. */
  readonly version?: string
  /** How versions were compared. */
  readonly comparator: string
  readonly range?: RangeHit
  /** The entry of the list of versions that equals ours. */
  readonly listed?: string
  /** For uncertain matches: what stood in the way. */
  readonly reason?: string
  /** Why it does no harm here; only when such matches are asked for (MAT-6). */
  readonly harmless?: string
  /** The package was made by somebody else than the distribution whose advisory this is (MAT-4). */
  readonly thirdParty?: true
  /** Nobody at the advisory's publisher has looked at it yet (MAT-8). */
  readonly unreviewed?: true
  /** Packages and symbols that the advisory names; whether they are reached is not known (MAT-8). */
  readonly imports?: readonly AffectedImport[]
}

/** An advisory that hits a component, or may. */
export interface Match {
  readonly componentId: string
  readonly purl: string
  readonly advisoryId: string
  /** The CVEs that the advisory stands for, each a finding of its own; without one the advisory's id (ADV-6). */
  readonly vulnerabilities: readonly string[]
  /** Uncertain ones are listed and marked, never dropped (MAT-1, STO-092). */
  readonly verdict: 'affected' | 'uncertain'
  /** Index into the advisory's `affected`, for the severity of this very package. */
  readonly affectedIndex: number
  /** The lowest version that ends this match, if the advisory names one. */
  readonly fixedVersion?: string
  readonly explanation: Explanation
}

/** What of a component is looked at. */
export type MatchedComponent = Pick<
  Component,
  | 'id'
  | 'purl'
  | 'ecosystem'
  | 'name'
  | 'version'
  | 'source'
  | 'distribution'
  | 'ownedBy'
  | 'removedIn'
  | 'vendor'
  | 'module'
  | 'isMainModule'
  | 'hasNothingExecutable'
>

export interface MatchOptions {
  /** Also judge components that a later layer removed (MRG-5). Default: no. */
  readonly includeRemoved?: boolean
  /** Also list what is affected as a source but does no harm here, with the reason (MAT-6). Default: no. */
  readonly includeHarmless?: boolean
}

/**
 * Judges one component by the advisories found under its lookup keys; others are ignored. At most one match for each
 * advisory, sorted by advisory id. Withdrawn and informational advisories do not match (ADV-5, ADV-7), nor do language
 * packages that a distribution owns: the distribution's verdict counts (MRG-2, MAT-5).
 */
export function match(
  component: MatchedComponent,
  advisories: Iterable<Advisory>,
  options: MatchOptions = {},
): Match[] {
  if (component.ownedBy !== undefined) return []
  if (component.removedIn !== undefined && options.includeRemoved !== true) return []
  if (harmlessReason(component) !== undefined && options.includeHarmless !== true) return []
  const keys = lookupKeys(component)
  const matches: Match[] = []
  for (const advisory of advisories) {
    if (advisory.withdrawn !== undefined || advisory.kind === 'informational') continue
    const found = matchAdvisory(component, advisory, keys)
    if (found) matches.push(found)
  }
  return matches.sort((a, b) => (a.advisoryId < b.advisoryId ? -1 : a.advisoryId > b.advisoryId ? 1 : 0))
}

function matchAdvisory(component: MatchedComponent, advisory: Advisory, keys: readonly LookupKey[]): Match | undefined {
  let uncertain: Match | undefined
  for (const [affectedIndex, affected] of advisory.affected.entries()) {
    if (!keys.some((key) => key.ecosystem === affected.ecosystem && key.name === affected.name)) continue
    const verdict = judge(component, affected)
    if (verdict.verdict === 'not-affected') continue
    const found = toMatch(component, advisory, affected, affectedIndex, verdict)
    if (found.verdict === 'affected') return found
    uncertain ??= found
  }
  return uncertain
}

function toMatch(
  component: MatchedComponent,
  advisory: Advisory,
  affected: Affected,
  affectedIndex: number,
  verdict: Exclude<RangeVerdict, { verdict: 'not-affected' }>,
): Match {
  const { range, listed } = { range: undefined, listed: undefined, ...verdict }
  const fixedVersion = range ? range.fixed : affected.fixed.length === 1 ? affected.fixed[0] : undefined
  const cves = cvesOf(advisory)
  return {
    componentId: component.id,
    purl: component.purl,
    advisoryId: advisory.id,
    vulnerabilities: cves.length > 0 ? cves : [advisory.id],
    verdict: verdict.verdict,
    affectedIndex,
    ...(fixedVersion === undefined ? {} : { fixedVersion }),
    explanation: {
      ...namedIn(affected, component),
      ...(range ? { range } : {}),
      ...(listed === undefined ? {} : { listed }),
      ...('reason' in verdict ? { reason: verdict.reason } : {}),
      ...marksOf(component, advisory, affected),
    },
  }
}

function namedIn(affected: Affected, component: MatchedComponent): Explanation {
  const version = judgedVersion(component)
  return {
    ecosystem: affected.ecosystem,
    package: affected.name,
    ...(version === undefined ? {} : { version }),
    comparator: versionOrderOf(component).id,
  }
}

function marksOf(component: MatchedComponent, advisory: Advisory, affected: Affected): Partial<Explanation> {
  const harmless = harmlessReason(component)
  return {
    ...(harmless === undefined ? {} : { harmless }),
    ...(isThirdParty(component) ? { thirdParty: true } : {}),
    ...(advisory.unreviewed ? { unreviewed: true } : {}),
    ...(affected.imports === undefined ? {} : { imports: affected.imports }),
  }
}
