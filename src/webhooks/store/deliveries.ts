import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { WebhookOutcome } from '../../platform/webhooks/webhook-sender.ts'
import type { Delivery, Verdict } from '../domain/delivery.ts'
import type { DeliveryId, WebhookId } from '../domain/webhook.ts'
import type { WebhookDeliveryTable, WebhooksTables } from './tables.ts'

/** A delivery that is about to be made. */
export interface NewDelivery extends Pick<Delivery, 'id' | 'webhookId' | 'event' | 'body' | 'createdAt'> {
  readonly dedupeKey: string
  readonly dueAt: Date
  /** The batch of pulls in the body, if it is about pulls. */
  readonly batch?: string
}

/** A delivery as its jobs see it. */
export interface DeliveryToSend extends Delivery {
  /** Attempts since it was last sent by hand. */
  readonly tries: number
}

/** The log of what was sent. */
export const deliveries = (tx: Tx) => {
  const db = tx.withTables<WebhooksTables>()
  return {
    /** False when this has been taken up before: the unique constraint webhook_delivery_once decides. */
    async insertOnce(delivery: NewDelivery): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('webhook_delivery')
        .values({
          id: delivery.id,
          webhook_id: delivery.webhookId,
          event: delivery.event,
          dedupe_key: delivery.dedupeKey,
          body: delivery.body,
          batches: delivery.batch === undefined ? [] : [delivery.batch],
          state: 'waiting',
          attempts: 0,
          tries: 0,
          created_at: delivery.createdAt,
          next_attempt_at: delivery.dueAt,
          last_attempt_at: null,
          duration_ms: null,
          response_status: null,
          response_body: null,
          problem: null,
        })
        .onConflict((conflict) => conflict.constraint('webhook_delivery_once').doNothing())
        .executeTakeFirst()
      return (numInsertedOrUpdatedRows ?? 0n) > 0n
    },

    /** The delivery, if it still waits for exactly this attempt: of twins, one finds it. */
    async waitingFor(id: DeliveryId, attempts: number): Promise<DeliveryToSend | undefined> {
      const row = await db
        .selectFrom('webhook_delivery')
        .selectAll()
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .where('attempts', '=', attempts)
        .executeTakeFirst()
      return row && { ...toDelivery(row), tries: row.tries }
    },

    /** Writes down what came of an attempt; false when another attempt was faster. */
    async settle(delivery: DeliveryToSend, outcome: WebhookOutcome, verdict: Verdict, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('webhook_delivery')
        .set({
          state: verdict.kind === 'delivered' ? 'delivered' : verdict.kind === 'again' ? 'waiting' : 'failed',
          attempts: delivery.attempts + 1,
          tries: delivery.tries + 1,
          next_attempt_at: verdict.kind === 'again' ? verdict.at : null,
          last_attempt_at: at,
          duration_ms: outcome.durationMs,
          response_status: outcome.kind === 'answered' ? outcome.status : null,
          response_body: outcome.kind === 'answered' ? outcome.body : null,
          problem: verdict.kind === 'delivered' ? null : verdict.problem,
        })
        .where('id', '=', delivery.id)
        .where('state', '=', 'waiting')
        .where('attempts', '=', delivery.attempts)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** Gives up without an attempt. */
    async giveUp(id: DeliveryId, problem: string): Promise<void> {
      await db
        .updateTable('webhook_delivery')
        .set({ state: 'failed', next_attempt_at: null, problem })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .execute()
    },

    /** Back to the beginning of the pauses, due now. */
    async sendAgain(id: DeliveryId, at: Date): Promise<void> {
      await db
        .updateTable('webhook_delivery')
        .set({ state: 'waiting', tries: 0, next_attempt_at: at })
        .where('id', '=', id)
        .execute()
    },

    async find(webhookId: WebhookId, id: DeliveryId): Promise<Delivery | undefined> {
      const row = await db
        .selectFrom('webhook_delivery')
        .selectAll()
        .where('webhook_id', '=', webhookId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toDelivery(row)
    },

    /** Newest first, those before `before`. */
    async log(webhookId: WebhookId, before: DeliveryId | undefined, limit: number): Promise<Delivery[]> {
      const rows = await db
        .selectFrom('webhook_delivery')
        .selectAll()
        .where('webhook_id', '=', webhookId)
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toDelivery)
    },

    async waitingTests(webhookId: WebhookId): Promise<number> {
      const row = await db
        .selectFrom('webhook_delivery')
        .select((one) => one.fn.countAll<bigint>().as('count'))
        .where('webhook_id', '=', webhookId)
        .where('event', '=', 'test')
        .where('state', '=', 'waiting')
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },

    /** True when the batch of pulls is in a delivery of the last day already. */
    async hasBatch(webhookId: WebhookId, batch: string, since: Date): Promise<boolean> {
      const row = await db
        .selectFrom('webhook_delivery')
        .select('id')
        .where('webhook_id', '=', webhookId)
        .where('event', '=', 'pull')
        .where('created_at', '>', since)
        .where(sql<boolean>`${batch} = ANY(batches)`)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    /** The delivery about pulls that is not due before then, if there is one: more can still be counted into it. */
    async openForPulls(webhookId: WebhookId, dueAfter: Date): Promise<Delivery | undefined> {
      const row = await db
        .selectFrom('webhook_delivery')
        .selectAll()
        .where('webhook_id', '=', webhookId)
        .where('event', '=', 'pull')
        .where('state', '=', 'waiting')
        .where('attempts', '=', 0)
        .where('next_attempt_at', '>', dueAfter)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toDelivery(row)
    },

    async addBatch(id: DeliveryId, body: string, batch: string): Promise<void> {
      await db
        .updateTable('webhook_delivery')
        .set({ body, batches: sql`array_append(batches, ${batch})` })
        .where('id', '=', id)
        .execute()
    },

    /** Deliveries whose moment has passed: their job was lost or is late. */
    async overdue(before: Date, limit: number): Promise<{ id: DeliveryId; attempts: number }[]> {
      const rows = await db
        .selectFrom('webhook_delivery')
        .select(['id', 'attempts'])
        .where('state', '=', 'waiting')
        .where('next_attempt_at', '<', before)
        .orderBy('next_attempt_at')
        .limit(limit)
        .execute()
      return rows.map(({ id, attempts }) => ({ id: id as DeliveryId, attempts }))
    },

    /** Removes up to `limit` of those made before then; answers how many. */
    async removeOlder(before: Date, limit: number): Promise<number> {
      const { numDeletedRows } = await db
        .deleteFrom('webhook_delivery')
        .where('id', 'in', (one) =>
          one.selectFrom('webhook_delivery').select('id').where('created_at', '<', before).limit(limit),
        )
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

function toDelivery(row: Selectable<WebhookDeliveryTable>): Delivery {
  return {
    id: row.id as DeliveryId,
    webhookId: row.webhook_id as WebhookId,
    event: row.event as Delivery['event'],
    body: row.body,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    ...(row.next_attempt_at && { nextAttemptAt: row.next_attempt_at }),
    ...(row.last_attempt_at && { lastAttemptAt: row.last_attempt_at }),
    ...(row.duration_ms !== null && { durationMs: row.duration_ms }),
    ...(row.response_status !== null && { responseStatus: row.response_status }),
    ...(row.response_body !== null && { responseBody: row.response_body }),
    ...(row.problem !== null && { problem: row.problem }),
  }
}
