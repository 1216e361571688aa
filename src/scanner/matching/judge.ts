import type { Affected } from '../advisories/advisory.ts'
import { isModular, streamOfLabel } from '../advisories/module-streams.ts'
import type { Component } from '../merge/image-components.ts'
import { isPseudoVersion } from '../versions/go.ts'
import type { VersionOrder } from '../versions/version-order.ts'
import { type Judged, judgedVersion, versionOrderOf } from './ecosystems.ts'
import { evaluate, type RangeVerdict } from './evaluate-range.ts'

/** What of a component decides whether an entry that names it holds it. */
export type JudgedComponent = Judged & Pick<Component, 'isMainModule' | 'module'>

/** Whether one entry of an advisory, which names the component, is about its version (MAT-1, 2, 7, 8). */
export function judge(component: JudgedComponent, affected: Affected): RangeVerdict {
  const version = judgedVersion(component)
  if (version === undefined) return { verdict: 'uncertain', reason: 'the version could not be determined' }
  const order = versionOrderOf(component)
  if (component.ecosystem === 'rpm') return judgeStream(component, affected, version, order)
  if (component.ecosystem !== 'golang') return evaluate(affected, version, order)
  return component.isMainModule ? judgeMainModule(affected, version, order) : judgeGoModule(affected, version, order)
}

/** Fixes that were built for a module stream say nothing about other streams, nor about packages of none (MAT-2). */
function judgeStream(
  { module }: JudgedComponent,
  affected: Affected,
  version: string,
  order: VersionOrder,
): RangeVerdict {
  const streams = affected.moduleStreams
  const isInModule = module !== undefined || isModular(version)
  if (isInModule !== (streams !== undefined)) return { verdict: 'not-affected' }
  const verdict = evaluate(affected, version, order)
  if (streams === undefined || verdict.verdict !== 'affected') return verdict
  if (module === undefined || streams.length === 0) {
    return doubtful(verdict, `it is not known whether both belong to the same module stream`)
  }
  return streams.includes(streamOfLabel(module)) ? verdict : { verdict: 'not-affected' }
}

/**
 * A range without an end only means that module versions could not be told; then the project's own numbering counts, as
 * far as the version follows it (MAT-8).
 */
function judgeGoModule(affected: Affected, version: string, order: VersionOrder): RangeVerdict {
  const own = affected.customRanges
  if (own === undefined || affected.ranges.some(hasEnd)) return evaluate(affected, version, order)
  if (isPseudoVersion(version)) {
    return { verdict: 'uncertain', reason: `${version} names a commit, the advisory releases of another numbering` }
  }
  return evaluate({ ...affected, ranges: own }, version, order)
}

function hasEnd(range: Affected['ranges'][number]): boolean {
  return range.events.some(({ event, version }) => event !== 'introduced' && version !== '*')
}

/** What was built from a checkout may hold any fix: such versions never make a program affected, only uncertain (MAT-7). */
function judgeMainModule(affected: Affected, version: string, order: VersionOrder): RangeVerdict {
  const verdict = judgeGoModule(affected, version, comparingReleases(order))
  if (verdict.verdict !== 'affected' || isRelease(version, order)) return verdict
  return doubtful(verdict, `the program was built from a commit, not from a release (${version})`)
}

function isRelease(version: string, order: VersionOrder): boolean {
  return order.compare(version, version) === 0 && !isPseudoVersion(version)
}

/** A commit without a tag before it (`v0.0.0-20240527…`) is neither older nor newer than a release. */
function comparingReleases(order: VersionOrder): VersionOrder {
  return {
    id: order.id,
    compare: (a, b) => (isUntagged(a) === isUntagged(b) ? order.compare(a, b) : undefined),
  }
}

function isUntagged(version: string): boolean {
  return isPseudoVersion(version) && /^v?[0-9]+\.0\.0-[0-9]{14}-/.test(version)
}

function doubtful(verdict: Extract<RangeVerdict, { verdict: 'affected' }>, reason: string): RangeVerdict {
  return { ...verdict, verdict: 'uncertain', reason }
}
