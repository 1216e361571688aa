import type { Advisory, Affected } from '../advisories/advisory.ts'
import type { Component } from '../merge/image-components.ts'
import { judgedVersion, type LookupKey, lookupKeys, versionOrderOf } from './ecosystems.ts'
import { evaluate, type RangeHit, type RangeVerdict } from './evaluate-range.ts'

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
}

/** An advisory that hits a component, or may. */
export interface Match {
  readonly componentId: string
  readonly purl: string
  readonly advisoryId: string
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
  'id' | 'purl' | 'ecosystem' | 'name' | 'version' | 'source' | 'distribution' | 'ownedBy' | 'removedIn'
>

export interface MatchOptions {
  /** Also judge components that a later layer removed (MRG-5). Default: no. */
  readonly includeRemoved?: boolean
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
    if (isHarmlessHere(component)) continue
    const verdict = judge(component, affected)
    if (verdict.verdict === 'not-affected') continue
    const found = toMatch(component, advisory, affected, affectedIndex, verdict)
    if (found.verdict === 'affected') return found
    uncertain ??= found
  }
  return uncertain
}

function judge(component: MatchedComponent, affected: Affected): RangeVerdict {
  const version = judgedVersion(component)
  if (version === undefined) return { verdict: 'uncertain', reason: 'the version could not be determined' }
  return evaluate(affected, version, versionOrderOf(component))
}

function toMatch(
  component: MatchedComponent,
  advisory: Advisory,
  affected: Affected,
  affectedIndex: number,
  verdict: Exclude<RangeVerdict, { verdict: 'not-affected' }>,
): Match {
  const version = judgedVersion(component)
  const range = 'range' in verdict ? verdict.range : undefined
  const fixedVersion = range ? range.fixed : affected.fixed.length === 1 ? affected.fixed[0] : undefined
  return {
    componentId: component.id,
    purl: component.purl,
    advisoryId: advisory.id,
    verdict: verdict.verdict,
    affectedIndex,
    ...(fixedVersion === undefined ? {} : { fixedVersion }),
    explanation: {
      ecosystem: affected.ecosystem,
      package: affected.name,
      ...(version === undefined ? {} : { version }),
      comparator: versionOrderOf(component).id,
      ...(range ? { range } : {}),
      ...('listed' in verdict ? { listed: verdict.listed } : {}),
      ...('reason' in verdict ? { reason: verdict.reason } : {}),
    },
  }
}

const kernelSources: ReadonlySet<string> = new Set(['linux', 'linux-signed-amd64', 'linux-signed-arm64'])
const kernelWithoutCode =
  /^(linux-libc-dev|linux-headers-.*|linux-kbuild-.*|kernel-headers|linux-doc.*|linux-source.*)$/

/** Kernel flaws do not hit the packages that only carry its headers and build tools (MAT-6). */
function isHarmlessHere({ ecosystem, name, source }: MatchedComponent): boolean {
  if (ecosystem === 'rpm') return name === 'kernel-headers'
  return ecosystem === 'deb' && kernelSources.has(source?.name ?? name) && kernelWithoutCode.test(name)
}
