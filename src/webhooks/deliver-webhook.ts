import { recordAudit } from '../audit/index.ts'
import type { Context, Ports } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { type SigningSecrets, signatureHeaders } from '../platform/webhooks/signature.ts'
import type { WebhookOutcome, WebhookRequest } from '../platform/webhooks/webhook-sender.ts'
import { isGivenUp, verdictOn } from './domain/delivery.ts'
import { DeliveryTurns, type Turn } from './domain/delivery-turns.ts'
import type { WebhookGivenUp } from './domain/events.ts'
import type { DeliveryId, Webhook } from './domain/webhook.ts'
import { queueAttempt } from './record-event.ts'
import { type DeliveryToSend, deliveries } from './store/deliveries.ts'
import { webhooks } from './store/webhooks.ts'

/** Which attempt: the one after so many. A job that comes twice, or too late, finds nothing to do. */
export interface DeliverWebhook {
  readonly deliveryId: DeliveryId
  readonly attempts: number
}

/** A delivery that stands in line: which attempt of it. */
interface InLine extends Turn, DeliverWebhook {
  readonly deliveryId: DeliveryId
}

// By its ports one tells running programs apart: a test may run several stores in one process.
const programs = new WeakMap<Ports, DeliveryTurns<InLine>>()

function turnsOf({ ports }: Context): DeliveryTurns<InLine> {
  const known = programs.get(ports)
  if (known) return known
  const fresh = new DeliveryTurns<InLine>()
  programs.set(ports, fresh)
  return fresh
}

interface Due {
  readonly delivery: DeliveryToSend
  readonly webhook: Webhook
  readonly secrets: SigningSecrets
}

// public: run by the queue only.
/**
 * Makes one attempt. The request is made outside of any transaction; what came of it, the next attempt and the state
 * of the webhook are written in one. A program that dies in between sends the same delivery, with the same id, again.
 * When too many of its webhook are under way, it stands in line and the job ends; whoever ends lets the next one come.
 */
export async function deliverWebhook(ctx: Context, input: DeliverWebhook): Promise<void> {
  const due = await ctx.transaction((tx) => takeDue(tx, input))
  if (!due) return
  const { deliveryId, attempts } = input
  const { id: webhookId, publisherId } = due.webhook
  const turn = { deliveryId, attempts, webhookId, publisherId }
  if (!turnsOf(ctx).enter(turn)) return
  try {
    await attempt(ctx, due)
  } finally {
    await comesNext(ctx, turn)
  }
}

/** Gives the place back, and to the next in line a job of its own. */
async function comesNext(ctx: Context, turn: Turn): Promise<void> {
  const next = turnsOf(ctx).leave(turn)
  if (!next) return
  const { deliveryId, attempts } = next
  await ctx.transaction((tx) => queueAttempt(ctx, tx, { deliveryId, attempts, dueAt: ctx.clock.now() }))
}

async function attempt(ctx: Context, due: Due): Promise<void> {
  const outcome = await ctx.ports.webhooks.send(requestFor(due, ctx.clock.now()))
  await ctx.transaction((tx) => settle(ctx, tx, due, outcome))
}

async function takeDue(tx: Tx, { deliveryId, attempts }: DeliverWebhook): Promise<Due | undefined> {
  const delivery = await deliveries(tx).waitingFor(deliveryId, attempts)
  const webhook = delivery && (await webhooks(tx).lock(delivery.webhookId))
  if (!webhook) return undefined
  if (webhook.state === 'paused') {
    await deliveries(tx).giveUp(deliveryId, 'The webhook was paused before this could be sent.')
    return undefined
  }
  return { delivery, webhook, secrets: await webhooks(tx).secretsOf(webhook.id) }
}

function requestFor({ delivery, webhook, secrets }: Due, now: Date): WebhookRequest {
  return {
    address: webhook.address,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Chandlery-Webhooks',
      'chandlery-delivery': delivery.id,
      'chandlery-event': delivery.event,
      ...signatureHeaders(secrets, delivery.body, now),
    },
    body: delivery.body,
  }
}

async function settle(ctx: Context, tx: Tx, { delivery, webhook }: Due, outcome: WebhookOutcome): Promise<void> {
  const now = ctx.clock.now()
  const verdict = verdictOn(outcome, delivery.tries + 1, now)
  // The row of the webhook first, as everybody locks it: two deliveries that end at once take turns.
  if (!(await webhooks(tx).lock(webhook.id))) return
  if (!(await deliveries(tx).settle(delivery, outcome, verdict, now))) return
  if (verdict.kind === 'delivered') return webhooks(tx).succeeded(webhook.id, now)
  if (verdict.kind === 'again') {
    await queueAttempt(ctx, tx, { deliveryId: delivery.id, attempts: delivery.attempts + 1, dueAt: verdict.at })
  }
  const since = await webhooks(tx).failed(webhook.id, now)
  if (isGivenUp(since, now)) await pause(ctx, tx, webhook, since, verdict.problem)
}

async function pause(ctx: Context, tx: Tx, webhook: Webhook, since: Date, problem: string): Promise<void> {
  const { id, publisherId, address } = webhook
  const { host } = new URL(address)
  await webhooks(tx).pause(id, problem, ctx.clock.now())
  await recordAudit(ctx.within(tx), {
    action: 'webhooks.webhook_paused',
    subject: { kind: 'webhook', id },
    reason: problem,
    details: { host, failingSince: since.toISOString() },
  })
  const event: WebhookGivenUp = {
    type: 'webhook.given-up',
    webhookId: id,
    publisherId,
    host,
    failingSince: since.toISOString(),
    problem,
  }
  await ctx.publish(tx, event)
}
