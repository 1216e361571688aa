import { type Static, Type } from 'typebox'
import type { Delivery } from '../domain/delivery.ts'
import { type Webhook, webhookEvents } from '../domain/webhook.ts'

const Moment = Type.String({ format: 'date-time' })
const MomentOrNull = Type.Union([Moment, Type.Null()])
const TextOrNull = Type.Union([Type.String(), Type.Null()])

export const EventName = Type.Enum([...webhookEvents])
const EventOrTest = Type.Enum([...webhookEvents, 'test'])
export const StateName = Type.Enum(['active', 'paused'])
const DeliveryState = Type.Enum(['waiting', 'delivered', 'failed'])

export const WebhookView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  address: Type.String(),
  events: Type.Array(EventName),
  repository: Type.Union([Type.String(), Type.Null()], {
    description: 'Only events of repositories that fit; "*" stands for any letters. Events of products come anyway.',
  }),
  state: StateName,
  pauseReason: Type.Union([Type.String(), Type.Null()], { description: 'Why the store paused it.' }),
  failingSince: MomentOrNull,
  lastSuccessAt: MomentOrNull,
  createdAt: Moment,
  updatedAt: Moment,
})
export type WebhookView = Static<typeof WebhookView>

export const WebhookListView = Type.Object({ items: Type.Array(WebhookView) })

export const NewWebhookView = Type.Object({
  webhook: WebhookView,
  secret: Type.String({ description: 'Signs deliveries. Shown this once.' }),
})
export const SecretView = Type.Object({
  secret: Type.String({ description: 'Shown this once. The one before signs too for a day.' }),
})

export const DeliveryView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  event: EventOrTest,
  state: DeliveryState,
  attempts: Type.Integer(),
  createdAt: Moment,
  nextAttemptAt: MomentOrNull,
  lastAttemptAt: MomentOrNull,
  durationMs: Type.Union([Type.Integer(), Type.Null()], { description: 'Milliseconds of the last attempt.' }),
  responseStatus: Type.Union([Type.Integer(), Type.Null()]),
  problem: TextOrNull,
})
export type DeliveryView = Static<typeof DeliveryView>

export const DeliveryPageView = Type.Object({
  items: Type.Array(DeliveryView),
  next: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'Send it as `before` for the next page; null on the last.',
  }),
})
export type DeliveryPageView = Static<typeof DeliveryPageView>

export const DeliveryDetailView = Type.Object({
  ...DeliveryView.properties,
  body: Type.String({ description: 'What is sent, byte for byte.' }),
  responseBody: Type.Union([Type.String(), Type.Null()], { description: 'The first kilobyte of the answer.' }),
})
export type DeliveryDetailView = Static<typeof DeliveryDetailView>

const moment = (at: Date | undefined): string | null => at?.toISOString() ?? null

/** The shape of a webhook for those who may see it. */
export function webhookView(of: Webhook): WebhookView {
  return {
    id: of.id,
    address: of.address,
    events: [...of.events],
    repository: of.repository ?? null,
    state: of.state,
    pauseReason: of.pauseReason ?? null,
    failingSince: moment(of.failingSince),
    lastSuccessAt: moment(of.lastSuccessAt),
    createdAt: of.createdAt.toISOString(),
    updatedAt: of.updatedAt.toISOString(),
  }
}

/** A line of the delivery log. */
export function deliveryView(of: Delivery): DeliveryView {
  return {
    id: of.id,
    event: of.event,
    state: of.state,
    attempts: of.attempts,
    createdAt: of.createdAt.toISOString(),
    nextAttemptAt: moment(of.nextAttemptAt),
    lastAttemptAt: moment(of.lastAttemptAt),
    durationMs: of.durationMs ?? null,
    responseStatus: of.responseStatus ?? null,
    problem: of.problem ?? null,
  }
}

/** The same with what was sent and what was answered. */
export function deliveryDetailView(of: Delivery): DeliveryDetailView {
  return { ...deliveryView(of), body: of.body, responseBody: of.responseBody ?? null }
}
