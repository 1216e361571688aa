import { after } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { type PaymentAttempt, patience } from './domain/order.ts'
import { nextLook } from './domain/settlement.ts'
import { settlePayment } from './settle-payment.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

const batch = 100

// public: the clockwork runs it as the system.
/**
 * Asks the provider about every payment whose answer was lost: after a crash, a time-out, or a challenge that was
 * answered elsewhere. `atOnce` looks at young ones too, as after a restart. Answers how many it asked about.
 */
export async function settleOrders(ctx: Context, options: { readonly atOnce?: boolean } = {}): Promise<number> {
  const now = ctx.clock.now()
  const by = options.atOnce ? after(now, patience) : now
  const open = await ctx.transaction((tx) => paymentAttempts(tx).toLookAt(by, batch))
  for (const attempt of open) await ask(ctx, attempt)
  return open.length
}

async function ask(ctx: Context, attempt: PaymentAttempt): Promise<void> {
  const { reference } = attempt
  const answer = await ctx.ports.payments.find(reference)
  await settlePayment(ctx, { reference, answer: answer ?? { state: 'unknown' } })
  await ctx.transaction((tx) => paymentAttempts(tx).lookAgain(reference, nextLook(attempt, ctx.clock.now())))
}
