import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const webhookNotFound = defineError(
  'not_found',
  'webhooks.not_found',
  'There is no such webhook. Reload the list; somebody may have removed it.',
)
export const deliveryNotFound = defineError(
  'not_found',
  'webhooks.delivery_not_found',
  'There is no such delivery: the log keeps them for 30 days. Load the log again and choose one that it shows.',
)
export const webhookInvalid = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'webhooks.invalid',
  'The webhook cannot be saved like this. Correct the marked entries.',
)
export const tooManyWebhooks = defineError<{ limit: number }>(
  'limit_exceeded',
  'webhooks.too_many',
  (d) => `A publisher has at most ${d.limit} webhooks. Remove one that is no longer needed.`,
)
export const webhookPaused = defineError(
  'conflict',
  'webhooks.paused',
  'This webhook is paused, so nothing is sent. Resume it first.',
)
export const testedTooOften = defineError<{ limit: number }>(
  'limit_exceeded',
  'webhooks.tested_too_often',
  (d) => `${d.limit} deliveries of this webhook wait for their next attempt already. Wait for one of them.`,
)
