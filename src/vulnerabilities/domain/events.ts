/** A scan came to an end (SM-5). */
export interface ScanFinished {
  readonly type: 'scan.finished'
  readonly repository: string
  readonly digest: string
  readonly state: 'complete' | 'failed'
  /** When, in ISO 8601: tells two scans of one image apart. Events of older programs have none. */
  readonly at?: string
}
