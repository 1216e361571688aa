import type { ProductId } from '../../catalog/index.ts'
import { after, days } from '../../platform/clock.ts'
import type { Id } from '../../platform/ids.ts'

/** A listing taken off sale for a while (STO-108). */
export interface Hold {
  readonly id: Id<'hold'>
  readonly productId: ProductId
  readonly reason: string
  readonly heldBy: string
  readonly heldAt: Date
}

/** How long a listing may stay on hold before it is revoked (STO-110). */
export const longestHold = days(30)

/** Days before the revocation at which the publisher is warned, the first one first (STO-110). */
export const holdWarnings: readonly number[] = [14, 7, 1]

/** What is due for a hold: a warning, that many days before the revocation, or the revocation. */
export type HoldStep = { readonly kind: 'warn'; readonly daysLeft: number } | { readonly kind: 'revoke' }

/**
 * The step that is due now; undefined when nothing is. `warned` is the warning that was sent last. Of several that
 * passed while the store stood still only the last is sent.
 */
export function dueHoldStep(
  { heldAt }: Pick<Hold, 'heldAt'>,
  warned: number | undefined,
  now: Date,
  longest: number = longestHold,
): HoldStep | undefined {
  const end = after(heldAt, longest)
  if (now >= end) return { kind: 'revoke' }
  const passed = holdWarnings.filter((left) => days(left) < longest && after(end, -days(left)) <= now)
  const daysLeft = passed.at(-1)
  if (daysLeft === undefined || (warned !== undefined && warned <= daysLeft)) return undefined
  return { kind: 'warn', daysLeft }
}
