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
