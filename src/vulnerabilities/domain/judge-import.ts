import type { DomainError } from '../../platform/errors.ts'
import { feedEmpty, feedShrunk, feedTooBroken } from './errors.ts'

/** What is known of an import once everything was read. */
export interface JudgedImport {
  /** Where the data came from, for the message. */
  readonly source: string
  /** Records of the source, broken ones too. */
  readonly read: number
  readonly rejected: number
  /** A broken record and what is wrong with it. */
  readonly example: string
  /** True when the source is the feed's whole data. */
  readonly whole: boolean
  /** Records of the feed that are in use now. */
  readonly before: number
}

/**
 * Why the records of an import must not replace those in use; undefined when they may (ADV-2): 99 of 100 records must be
 * valid, and a whole feed must have at least nine tenths of what it had.
 */
export function refusalOfImport(input: JudgedImport): DomainError | undefined {
  const { source, read, rejected, example, whole, before } = input
  const valid = read - rejected
  if (read === 0) return feedEmpty({ path: source })
  if (rejected * 100 > read) return feedTooBroken({ path: source, rejected, records: read, example })
  if (whole && valid * 10 < before * 9) return feedShrunk({ path: source, before, now: valid })
  return undefined
}
