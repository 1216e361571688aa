import type { ProductId } from '../../catalog/index.ts'
import { days } from '../../platform/clock.ts'
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
