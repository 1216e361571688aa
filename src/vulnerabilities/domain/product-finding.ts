import type { ProductId } from '../../catalog/index.ts'
import type { Id } from '../../platform/ids.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import { nextMoment } from './deadline.ts'
import { clockOf, type FindingClock, runningClock } from './finding-clock.ts'

export type FindingId = Id<'finding'>

/** A published tag that is affected. */
export interface AffectedTag {
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

/** A published image that is affected, and why. */
export interface AffectedImage extends AffectedTag {
  readonly productId: ProductId
  readonly advisoryId: string
  readonly purl: string
  readonly verdict: 'affected' | 'uncertain'
}

/** Where a list of affected images goes on. */
export type AfterImage = Pick<AffectedImage, 'productId' | 'repository' | 'tag' | 'advisoryId' | 'purl'>

/** What is known about a vulnerability in a product, from the index and the advisories. */
export interface FindingFacts {
  /** Every name that was ever seen for it. */
  readonly names: readonly string[]
  readonly summary: string
  /** On the list of those that are being exploited (SEV-4). */
  readonly knownExploited: boolean
  /** Versions of the affected packages that end it, where advisories name one. */
  readonly fixedVersions: readonly string[]
  /** Numbers of the affected component versions in the index. */
  readonly components: readonly number[]
  /** Published tags that are affected and that no later version remedies. */
  readonly tags: readonly AffectedTag[]
}

/** One vulnerability in one product (SM-4). */
export interface ProductFinding extends FindingClock, FindingFacts {
  readonly id: FindingId
  readonly productId: ProductId
  /** The CVE or advisory id under which it was first seen; it keeps that name. */
  readonly vulnerability: string
  /** The class that a security reviewer chose; it counts whatever advisories say (STO-103). */
  readonly override?: Exclude<SeverityClass, 'unknown'>
  readonly firstSeenAt: Date
  readonly changedAt: Date
}

/** An entry of a finding's history. */
export interface FindingChange {
  readonly at: Date
  readonly event: string
  readonly state: FindingClock['state']
  readonly class: SeverityClass
  readonly deadline?: Date
  readonly actor?: string
  readonly note?: string
}

/** The next moment at which the finding's clock has to be looked at; undefined when none runs. */
export function lookAt(finding: FindingClock): Date | undefined {
  const clock = runningClock(finding)
  return clock && nextMoment(clock, finding.reminded)
}

/** The finding with its clock as it is after an event. */
export function withClock(finding: ProductFinding, clock: FindingClock, at: Date): ProductFinding {
  const { owedSince: _, firstNotifiedAt: __, countedFrom: ___, deadline: ____, timeLeft: _____, ...rest } = finding
  const { reminded: ______, ...facts } = rest
  return { ...facts, ...clockOf(clock), changedAt: at }
}
