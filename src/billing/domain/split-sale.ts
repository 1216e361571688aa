import type { Money } from '../../platform/money.ts'

/** Platform fee in basis points where the publisher agreement says nothing else (STO-177). */
export const usualFeeBasisPoints = 2000

/** How the net price of a sale is shared. */
export interface SaleSplit {
  readonly fee: Money
  readonly publisher: Money
}

/** Fee first, rounded half to even; the publisher gets the rest, so no cent appears or vanishes (STO-177). */
export function splitSale(net: Money, feeBasisPoints: number): SaleSplit {
  const fee = net.share(feeBasisPoints)
  return { fee, publisher: net.minus(fee) }
}
