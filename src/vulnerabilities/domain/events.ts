/** A scan came to an end (SM-5). */
export interface ScanFinished {
  readonly type: 'scan.finished'
  readonly repository: string
  readonly digest: string
  readonly state: 'complete' | 'failed'
}
