import { authorizeHolder } from '../licensing/index.ts'
import type { Context } from '../platform/context.ts'
import type { OrderLine } from './domain/order.ts'
import { priceLine, type Wanted } from './price-line.ts'

export interface Quote {
  readonly line: OrderLine
  /** 0 = the plan has no trial. */
  readonly trialDays: number
}

/** Price and tax as an order would freeze them now; for the own account or an organization that the caller owns. */
export async function quote(ctx: Context, input: Wanted & { readonly account: string }): Promise<Quote> {
  await authorizeHolder(ctx, input.account)
  return ctx.transaction(async (tx) => {
    const { line, offered } = await priceLine(ctx.within(tx), input)
    return { line, trialDays: offered.plan.trialDays }
  })
}
