import type { LookupKey } from '../../scanner/index.ts'

/**
 * What an import did to a record. `withdrawn`: its source took it back (ADV-5); `removed`: it is no longer in its feed.
 * `exploited` and `not exploited` are about a CVE that came into the catalogue of known exploited ones or left it.
 */
export type AdvisoryChangeKind = 'added' | 'changed' | 'withdrawn' | 'removed' | 'exploited' | 'not exploited'

/** One line of the list that an import leaves for the watch (ADV-3, WAT-1). */
export interface AdvisoryChange {
  /** Id of the advisory; for `exploited` and `not exploited` that of the CVE. */
  readonly id: string
  readonly change: AdvisoryChangeKind
  /** Packages that the record names now, and those that it named before: where findings may open or close. */
  readonly keys: readonly LookupKey[]
}

/** A part of the list. Ask again with `after: next` until there is none. */
export interface AdvisoryChangePage {
  readonly changes: readonly AdvisoryChange[]
  readonly next?: string
}
