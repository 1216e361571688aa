import type { ProductId } from '../../catalog/index.ts'
import type { Id } from '../../platform/ids.ts'

/** How a case ended: the listing was put on hold, staff let it be, or the findings were closed in time. */
export type HoldCaseOutcome = 'held' | 'dismissed' | 'remedied'

/** A listing whose publisher missed a deadline; a security reviewer decides about it (STO-107). */
export interface HoldCase {
  readonly id: Id<'hold_case'>
  readonly productId: ProductId
  readonly reason: string
  readonly openedAt: Date
}

/** Names in a reason; a page has no room for hundreds. */
const mostNames = 5

/** "CVE-2026-0001 and 2 others are past their deadline": the reason of a hold, for customers to read. */
export function reasonOfBreach(vulnerabilities: readonly string[]): string {
  const names = vulnerabilities.slice(0, mostNames)
  const others = vulnerabilities.length - names.length
  const list = others > 0 ? `${names.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}` : inWords(names)
  return `${list} ${vulnerabilities.length === 1 ? 'is past its deadline' : 'are past their deadline'}`
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
