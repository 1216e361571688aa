import type { Context } from '../platform/context.ts'
import { authorizePayment } from './authorize-order.ts'
import { challengeNotFound } from './domain/errors.ts'
import type { Order } from './domain/order.ts'
import { settlePayment } from './settle-payment.ts'

export interface AnswerChallenge {
  readonly paymentId: string
  readonly approve: boolean
}

/** The simulated bank's question, answered by the buyer; real providers ask on pages of their own. */
export async function answerChallenge(ctx: Context, input: AnswerChallenge): Promise<Order> {
  const { attempt } = await authorizePayment(ctx, input.paymentId, 'write')
  const { payments } = ctx.ports
  if (!payments.answerChallenge) throw challengeNotFound()
  const answer = await payments.answerChallenge(input.paymentId, input.approve)
  return settlePayment(ctx, { reference: attempt.reference, answer })
}
