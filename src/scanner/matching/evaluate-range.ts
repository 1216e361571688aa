import type { Affected, RangeEvent, VersionRange } from '../advisories/advisory.ts'
import { compareText, type VersionOrder } from '../versions/version-order.ts'

/** The stretch of a range that holds the version. */
export interface RangeHit {
  /** `0` means from the start. */
  readonly introduced: string
  /** The first fixed version, exclusive. */
  readonly fixed?: string
  /** The last affected version, inclusive. */
  readonly lastAffected?: string
}

export type RangeVerdict =
  | { readonly verdict: 'affected'; readonly range: RangeHit }
  | { readonly verdict: 'affected'; readonly listed: string }
  | { readonly verdict: 'not-affected' }
  | { readonly verdict: 'uncertain'; readonly reason: string; readonly range?: RangeHit; readonly listed?: string }

/** Whether an entry holds a version: in a range, or listed by name (MAT-1). */
export function evaluate(affected: Affected, version: string, order: VersionOrder): RangeVerdict {
  const listed = affected.versions.find((candidate) => candidate === version || order.compare(candidate, version) === 0)
  if (listed !== undefined) return { verdict: 'affected', listed }
  let uncertain: RangeVerdict | undefined
  for (const range of affected.ranges) {
    const verdict = evaluateRange(range, version, order)
    if (verdict.verdict === 'affected') return verdict
    if (verdict.verdict === 'uncertain') uncertain ??= verdict
  }
  if (uncertain) return uncertain
  if (affected.ranges.length === 0 && affected.versions.length > 0 && order.compare(version, version) === undefined)
    return { verdict: 'uncertain', reason: `${version} is no version of the kind that the advisory lists` }
  if (affected.ranges.length > 0 || affected.versions.length > 0) return { verdict: 'not-affected' }
  return { verdict: 'uncertain', reason: nothingToJudgeBy(affected) }
}

function nothingToJudgeBy(affected: Affected): string {
  return affected.hasOtherRanges
    ? 'the advisory gives only source revisions, no versions'
    : 'the advisory names the package without any version'
}

/** Events in the order of their versions. At equal versions a fix comes before what reopens, a last version after it. */
function evaluateRange(range: VersionRange, version: string, order: VersionOrder): RangeVerdict {
  const compared: { event: RangeEvent; difference: number }[] = []
  for (const event of range.events) {
    const difference = fromStart(event) ? 1 : order.compare(version, event.version)
    if (difference === undefined)
      return { verdict: 'uncertain', reason: `cannot compare ${version} with ${event.version}` }
    compared.push({ event, difference })
  }
  const limits = compared.filter(({ event }) => event.event === 'limit' && event.version !== '*')
  if (limits.length > 0 && limits.every(({ difference }) => difference >= 0)) return { verdict: 'not-affected' }
  const sorted = compared
    .filter(({ event }) => event.event !== 'limit')
    .sort((a, b) => compareEvents(a.event, b.event, order))
  return stretchWith(sorted)
}

function stretchWith(sorted: readonly { event: RangeEvent; difference: number }[]): RangeVerdict {
  let open: string | undefined
  for (const { event, difference } of sorted) {
    const passed = event.event === 'last_affected' ? difference > 0 : difference >= 0
    if (event.event === 'introduced' && passed) open ??= event.version
    else if (event.event !== 'introduced' && open !== undefined) {
      if (!passed) return { verdict: 'affected', range: closed(open, event) }
      open = undefined
    }
  }
  return open === undefined ? { verdict: 'not-affected' } : { verdict: 'affected', range: { introduced: open } }
}

function closed(introduced: string, event: RangeEvent): RangeHit {
  return event.event === 'fixed' ? { introduced, fixed: event.version } : { introduced, lastAffected: event.version }
}

function compareEvents(a: RangeEvent, b: RangeEvent, order: VersionOrder): number {
  if (fromStart(a) || fromStart(b)) return Number(fromStart(b)) - Number(fromStart(a))
  const difference = order.compare(a.version, b.version) ?? compareText(a.version, b.version)
  return difference || sequence.indexOf(a.event) - sequence.indexOf(b.event)
}

const sequence: readonly RangeEvent['event'][] = ['fixed', 'introduced', 'last_affected']

function fromStart(event: RangeEvent): boolean {
  return event.event === 'introduced' && event.version === '0'
}
