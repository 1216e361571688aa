import { days, hours, minutes, seconds } from '../../platform/clock.ts'
import type { DeliveryId, WebhookEvent, WebhookId } from './webhook.ts'

/** One message to one address, with what became of it. */
export interface Delivery {
  readonly id: DeliveryId
  readonly webhookId: WebhookId
  readonly event: WebhookEvent | 'test'
  readonly body: string
  /** `failed`: given up; it can be sent again by hand. */
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly attempts: number
  readonly createdAt: Date
  readonly nextAttemptAt?: Date
  readonly lastAttemptAt?: Date
  readonly durationMs?: number
  readonly responseStatus?: number
  /** The first kilobyte of the answer. */
  readonly responseBody?: string
  /** Why the last attempt brought nothing, in a sentence. */
  readonly problem?: string
}

/** Pauses before the second attempt and those after it: a little more than 24 hours in all. */
export const pauses: readonly number[] = [
  seconds(10),
  seconds(60),
  minutes(5),
  minutes(15),
  hours(1),
  hours(3),
  hours(6),
  hours(14),
]

/** An address that has only failed for so long is given up. */
const patience = days(3)

/** How long deliveries stay in the log. */
export const keptFor = days(30)

/** What an attempt brought. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: string }

/** What follows from an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'again'; readonly at: Date; readonly problem: string }
  | { readonly kind: 'given up'; readonly problem: string }

/** `tries`: attempts so far in this round, this one included. Only 2xx is a delivery: redirects are not followed. */
export function verdictOn(outcome: AttemptOutcome, tries: number, now: Date): Verdict {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { kind: 'delivered' }
  const problem = problemOf(outcome)
  const pause = pauses[tries - 1]
  if (pause === undefined) return { kind: 'given up', problem }
  return { kind: 'again', at: new Date(now.getTime() + pause), problem }
}

function problemOf(outcome: AttemptOutcome): string {
  if (outcome.kind === 'failed') return outcome.reason
  const { status } = outcome
  if (status >= 300 && status < 400)
    return `The answer was ${status}. Redirects are not followed: enter the new address.`
  return `The answer was ${status}; 2xx was expected.`
}

/** Whether an address that fails since then is paused now. */
export function isGivenUp(failingSince: Date, now: Date): boolean {
  return now.getTime() - failingSince.getTime() >= patience
}
