import type { ProductId } from '../../catalog/index.ts'
import type { Id } from '../../platform/ids.ts'

/** A listing taken off sale for a while (STO-108). */
export interface Hold {
  readonly id: Id<'hold'>
  readonly productId: ProductId
  readonly reason: string
  readonly heldBy: string
  readonly heldAt: Date
}
