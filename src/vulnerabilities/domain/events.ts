import type { ProductId } from '../../catalog/index.ts'
import type { PublisherId } from '../../publishers/index.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { FindingState } from './finding-clock.ts'

/** A scan came to an end (SM-5). */
export interface ScanFinished {
  readonly type: 'scan.finished'
  readonly repository: string
  readonly digest: string
  readonly state: 'complete' | 'failed'
  /** When, in ISO 8601: tells two scans of one image apart. Events of older programs have none. */
  readonly at?: string
}

/**
 * An import has switched other advisory data in, in the same transaction (ADV-2, ADV-3). The list of what changed may be
 * long, so it is read in pages: `readAdvisoryChanges`. An import that changed nothing tells nothing.
 */
export interface AdvisoriesChanged {
  readonly type: 'advisories.changed'
  /** The import: names the list of changes, and rises from import to import. */
  readonly batch: number
  readonly feed: string
  /** Length of the list. */
  readonly changes: number
}

/** A finding as events tell of it. */
export interface FindingNews {
  readonly id: string
  readonly vulnerability: string
  readonly class: SeverityClass
  readonly state: FindingState
  readonly knownExploited: boolean
  /** ISO 8601; absent while no clock runs. */
  readonly deadline?: string
}

/**
 * Something happened to findings of a product (SM-4); all of them are told, not just the worst (WAT-3). Private to the
 * publisher and to staff (STO-093).
 */
export interface FindingEventSpoken {
  readonly type:
    | 'finding.opened'
    | 'finding.changed'
    | 'finding.resolved'
    | 'finding.deadline-near'
    | 'finding.breached'
  readonly productId: ProductId
  readonly publisherId: PublisherId
  /** ISO 8601. */
  readonly at: string
  readonly findings: readonly FindingNews[]
}

/** A message about findings of a product was written; when it is sent, clocks start (STO-104). */
export interface FindingNoticeWritten {
  readonly type: 'finding.notice-written'
  readonly noticeId: string
}
