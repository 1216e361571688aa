import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { Digest } from '../domain/digest.ts'
import type { PullAction } from '../domain/pull-class.ts'
import type { RegistryTables } from './tables.ts'

/** A pull or a version check as it is kept (STO-202). */
export interface PullEvent {
  readonly id: Id<'pull_event'>
  readonly at: Date
  readonly repository: string
  readonly tag?: string
  readonly digest: Digest
  readonly method: 'GET' | 'HEAD'
  readonly action: PullAction
  /** How often it happened within the batch. */
  readonly times: number
  /** Version checks of earlier rows that belong to these pulls. */
  readonly absorbed: number
  readonly counted: boolean
  readonly customerClass: string
  readonly accountId?: string
  readonly accountName?: string
  readonly subscriptionId?: string
  readonly planId?: string
  readonly productId?: string
  readonly address?: string
  readonly client?: string
}

/** One token handed out (AUT-103). */
export interface TokenGrant {
  readonly id: Id<'token_grant'>
  readonly at: Date
  readonly accountId?: string
  readonly accountName?: string
  readonly address?: string
  readonly client?: string
  readonly requested: string
  readonly granted: string
}

/** Rows that are only ever added, many at a time. */
export const accessLog = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async addPulls(events: readonly PullEvent[]): Promise<void> {
      if (events.length === 0) return
      await db
        .insertInto('pull_event')
        .values(
          events.map((event) => ({
            id: event.id,
            at: event.at,
            repository: event.repository,
            tag: event.tag ?? null,
            digest: event.digest,
            method: event.method,
            action: event.action,
            times: event.times,
            absorbed: event.absorbed,
            counted: event.counted,
            customer_class: event.customerClass,
            account_id: event.accountId ?? null,
            account_name: event.accountName ?? null,
            subscription_id: event.subscriptionId ?? null,
            plan_id: event.planId ?? null,
            product_id: event.productId ?? null,
            address: event.address ?? null,
            client: event.client ?? null,
          })),
        )
        .execute()
    },

    async addGrants(grants: readonly TokenGrant[]): Promise<void> {
      if (grants.length === 0) return
      await db
        .insertInto('token_grant')
        .values(
          grants.map((grant) => ({
            id: grant.id,
            at: grant.at,
            account_id: grant.accountId ?? null,
            account_name: grant.accountName ?? null,
            address: grant.address ?? null,
            client: grant.client ?? null,
            requested: grant.requested,
            granted: grant.granted,
          })),
        )
        .execute()
    },
  }
}
