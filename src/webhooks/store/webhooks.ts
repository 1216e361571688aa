import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { SigningSecrets } from '../../platform/webhooks/signature.ts'
import {
  mostWebhooks,
  type OwnerId,
  type Webhook,
  type WebhookEvent,
  type WebhookId,
  type WebhookWish,
} from '../domain/webhook.ts'
import type { WebhooksTables, WebhookTable } from './tables.ts'

/** Addresses that publishers want to be told at. */
export const webhooks = (tx: Tx) => {
  const db = tx.withTables<WebhooksTables>()
  return {
    async insert(webhook: Webhook, secret: string): Promise<void> {
      await db
        .insertInto('webhook')
        .values({
          id: webhook.id,
          publisher_id: webhook.publisherId,
          ...wished(webhook),
          secret,
          old_secret: null,
          old_secret_until: null,
          state: webhook.state,
          pause_reason: null,
          failing_since: null,
          last_success_at: null,
          created_at: webhook.createdAt,
          updated_at: webhook.updatedAt,
        })
        .execute()
    },

    /** Nobody else adds one to the publisher until the transaction ends: the limit holds for twins too. */
    async countAlone(publisherId: OwnerId): Promise<number> {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks ${publisherId}`}, 0))`.execute(tx)
      return (await this.ofPublisher(publisherId)).length
    },

    async ofPublisher(publisherId: OwnerId): Promise<Webhook[]> {
      const rows = await db
        .selectFrom('webhook')
        .selectAll()
        .where('publisher_id', '=', publisherId)
        .orderBy('created_at')
        .orderBy('id')
        .limit(mostWebhooks)
        .execute()
      return rows.map(toWebhook)
    },

    /** Those of the publisher that are sent this event. */
    async listening(publisherId: OwnerId, event: WebhookEvent): Promise<Webhook[]> {
      const all = await this.ofPublisher(publisherId)
      return all.filter((webhook) => webhook.state === 'active' && webhook.events.includes(event))
    },

    async find(publisherId: OwnerId, id: WebhookId): Promise<Webhook | undefined> {
      const row = await db
        .selectFrom('webhook')
        .selectAll()
        .where('id', '=', id)
        .where('publisher_id', '=', publisherId)
        .executeTakeFirst()
      return row && toWebhook(row)
    },

    /** As it is for the sender; nobody else changes it until the transaction ends. */
    async lock(id: WebhookId): Promise<Webhook | undefined> {
      const row = await db.selectFrom('webhook').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row && toWebhook(row)
    },

    async secretsOf(id: WebhookId): Promise<SigningSecrets> {
      const row = await db
        .selectFrom('webhook')
        .select(['secret', 'old_secret', 'old_secret_until'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const { secret, old_secret: old, old_secret_until: until } = row
      return { secret, ...(old !== null && until !== null && { old: { secret: old, until } }) }
    },

    /** The present secret becomes the old one, good until then. */
    async rotate(id: WebhookId, secret: string, oldUntil: Date, at: Date): Promise<void> {
      await db
        .updateTable('webhook')
        .set((one) => ({ old_secret: one.ref('secret'), old_secret_until: oldUntil, secret, updated_at: at }))
        .where('id', '=', id)
        .execute()
    },

    async update(id: WebhookId, wish: WebhookWish, state: Webhook['state'], at: Date): Promise<void> {
      await db
        .updateTable('webhook')
        .set({ ...wished(wish), state, pause_reason: null, failing_since: null, updated_at: at })
        .where('id', '=', id)
        .execute()
    },

    async succeeded(id: WebhookId, at: Date): Promise<void> {
      await db.updateTable('webhook').set({ failing_since: null, last_success_at: at }).where('id', '=', id).execute()
    },

    /** Notes a failure and answers since when the address has only failed. */
    async failed(id: WebhookId, at: Date): Promise<Date> {
      const row = await db
        .updateTable('webhook')
        .set((one) => ({ failing_since: one.fn.coalesce('failing_since', one.val(at)) }))
        .where('id', '=', id)
        .returning('failing_since')
        .executeTakeFirstOrThrow()
      return row.failing_since ?? at
    },

    async pause(id: WebhookId, reason: string, at: Date): Promise<void> {
      await db
        .updateTable('webhook')
        .set({ state: 'paused', pause_reason: reason, updated_at: at })
        .where('id', '=', id)
        .execute()
    },

    async remove(id: WebhookId): Promise<void> {
      await db.deleteFrom('webhook').where('id', '=', id).execute()
    },
  }
}

const wished = ({ address, events, repository }: WebhookWish) => ({
  address,
  events: [...events],
  repository: repository ?? null,
})

function toWebhook(row: Selectable<WebhookTable>): Webhook {
  return {
    id: row.id as WebhookId,
    publisherId: row.publisher_id as OwnerId,
    address: row.address,
    events: row.events as WebhookEvent[],
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.repository !== null && { repository: row.repository }),
    ...(row.pause_reason !== null && { pauseReason: row.pause_reason }),
    ...(row.failing_since && { failingSince: row.failing_since }),
    ...(row.last_success_at && { lastSuccessAt: row.last_success_at }),
  }
}
