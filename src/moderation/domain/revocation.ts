import type { ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

/** `revoke` leaves 30 days for pulls by digest; `block` leaves nothing: malware, law (STO-114). */
export type RevocationKind = 'revoke' | 'block'

/** What one member of the staff has proposed and another has to confirm (STO-115). */
export interface Revocation {
  readonly id: Id<'revocation'>
  readonly productId: ProductId
  readonly kind: RevocationKind
  readonly reason: string
  readonly proposedBy: AccountId
  readonly proposedByName: string
  readonly proposedAt: Date
}
