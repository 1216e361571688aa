/** What an examination looked at. */
export type CheckName =
  | 'bytes missing'
  | 'size differs'
  | 'damaged'
  | 'bytes unknown'
  | 'upload'
  | 'manifest bytes'
  | 'reference'
  | 'tag'
  | 'total size'
  | 'collector queue'
  | 'signing key'
  | 'storage'

/** Something that is not as it should be. */
export interface Finding {
  readonly check: CheckName
  /** A sentence: what is wrong, and with what. */
  readonly problem: string
  /** What was done about it; undefined when nothing was. */
  readonly repaired?: string
  /** What people can do; undefined when nothing is left to do. */
  readonly advice?: string
}

/** How an examination is made. */
export interface Examination {
  /** True: repair what can be repaired. */
  readonly repair: boolean
  report(finding: Finding): void
}
