import type { Insertable, Selectable } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import { alreadyApplied } from '../domain/errors.ts'
import type { Publisher, PublisherId, PublisherRole, PublisherState } from '../domain/publisher.ts'
import type { PublisherTables } from './tables.ts'

/** An accepted text of the agreement. */
export interface Acceptance {
  readonly version: string
  readonly hash: string
  readonly acceptedBy: AccountId
  readonly acceptedAt: Date
}

const most = 500

export const publishers = (tx: Tx) => {
  const db = tx.withTables<PublisherTables>()
  return {
    /** The unique index on the account decides races: the second application is told of the first. */
    async insert(publisher: Publisher): Promise<void> {
      await onUnique(
        'publisher_account_id_key',
        () => alreadyApplied({ slug: publisher.slug }),
        db.insertInto('publisher').values(toRow(publisher)).execute(),
      )
    },

    async update(publisher: Publisher): Promise<void> {
      const { id, ...row } = toRow(publisher)
      await db.updateTable('publisher').set(row).where('id', '=', id).execute()
    },

    async byId(id: PublisherId): Promise<Publisher | undefined> {
      const row = await db.selectFrom('publisher').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toPublisher(row)
    },

    /** As `byId`, and nobody else changes it until the transaction ends. */
    async lock(id: PublisherId): Promise<Publisher | undefined> {
      const row = await db.selectFrom('publisher').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row && toPublisher(row)
    },

    async byIds(ids: readonly PublisherId[]): Promise<Publisher[]> {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('publisher')
        .selectAll()
        .where('id', 'in', [...new Set(ids)])
        .limit(ids.length)
        .execute()
      return rows.map(toPublisher)
    },

    async bySlug(slug: string): Promise<Publisher | undefined> {
      const row = await db.selectFrom('publisher').selectAll().where('slug', '=', slug).executeTakeFirst()
      return row && toPublisher(row)
    },

    async byAccount(accountId: AccountId): Promise<Publisher | undefined> {
      const row = await db.selectFrom('publisher').selectAll().where('account_id', '=', accountId).executeTakeFirst()
      return row && toPublisher(row)
    },

    /** In the order of applications, so that the place in the list is the place in the queue. */
    async inState(state: PublisherState): Promise<Publisher[]> {
      const rows = await db
        .selectFrom('publisher')
        .selectAll()
        .where('state', '=', state)
        .orderBy('applied_at')
        .orderBy('id')
        .limit(most)
        .execute()
      return rows.map(toPublisher)
    },

    async ofMember(accountId: AccountId): Promise<Publisher[]> {
      const rows = await db
        .selectFrom('publisher')
        .innerJoin('publisher_member as m', 'm.publisher_id', 'publisher.id')
        .selectAll('publisher')
        .where('m.account_id', '=', accountId)
        .orderBy('publisher.slug')
        .limit(most)
        .execute()
      return rows.map(toPublisher)
    },

    async queuePosition(publisher: Publisher): Promise<number> {
      const row = await db
        .selectFrom('publisher')
        .select((eb) => eb.fn.countAll<bigint>().as('ahead'))
        .where('state', '=', 'applied')
        .where((eb) =>
          eb.or([
            eb('applied_at', '<', publisher.appliedAt),
            eb.and([eb('applied_at', '=', publisher.appliedAt), eb('id', '<', publisher.id)]),
          ]),
        )
        .executeTakeFirstOrThrow()
      return Number(row.ahead) + 1
    },

    async recordAcceptance(id: PublisherId, acceptance: Acceptance): Promise<void> {
      await db
        .insertInto('agreement_acceptance')
        .values({
          publisher_id: id,
          version: acceptance.version,
          hash: acceptance.hash,
          accepted_by: acceptance.acceptedBy,
          accepted_at: acceptance.acceptedAt,
        })
        .onConflict((conflict) => conflict.columns(['publisher_id', 'version']).doNothing())
        .execute()
    },

    async lastAcceptance(id: PublisherId): Promise<Acceptance | undefined> {
      const row = await db
        .selectFrom('agreement_acceptance')
        .selectAll()
        .where('publisher_id', '=', id)
        .orderBy('accepted_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return (
        row && {
          version: row.version,
          hash: row.hash,
          acceptedBy: row.accepted_by as AccountId,
          acceptedAt: row.accepted_at,
        }
      )
    },

    async members(id: PublisherId): Promise<{ accountId: AccountId; role: PublisherRole }[]> {
      const rows = await db
        .selectFrom('publisher_member')
        .select(['account_id', 'role'])
        .where('publisher_id', '=', id)
        .orderBy('account_id')
        .limit(most)
        .execute()
      return rows.map((row) => ({ accountId: row.account_id as AccountId, role: row.role as PublisherRole }))
    },

    async roleOf(id: PublisherId, accountId: AccountId): Promise<PublisherRole | undefined> {
      const row = await db
        .selectFrom('publisher_member')
        .select('role')
        .where('publisher_id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return row?.role as PublisherRole | undefined
    },

    async putMember(id: PublisherId, accountId: AccountId, role: PublisherRole, at: Date): Promise<void> {
      await db
        .insertInto('publisher_member')
        .values({ publisher_id: id, account_id: accountId, role, added_at: at })
        .onConflict((conflict) => conflict.columns(['publisher_id', 'account_id']).doUpdateSet({ role }))
        .execute()
    },

    async removeMember(id: PublisherId, accountId: AccountId): Promise<void> {
      await db
        .deleteFrom('publisher_member')
        .where('publisher_id', '=', id)
        .where('account_id', '=', accountId)
        .execute()
    },
  }
}

function toRow(publisher: Publisher): Insertable<PublisherTables['publisher']> {
  return {
    id: publisher.id,
    account_id: publisher.accountId,
    slug: publisher.slug,
    state: publisher.state,
    company_name: publisher.companyName,
    website: publisher.website,
    message: publisher.message,
    applied_by: publisher.appliedBy,
    applied_at: publisher.appliedAt,
    decided_at: publisher.decidedAt ?? null,
    decision_reason: publisher.decisionReason ?? null,
    profile: JSON.stringify(publisher.profile),
    story_html: publisher.storyHtml,
    logo_digest: publisher.logo?.digest ?? null,
    logo_type: publisher.logo?.type ?? null,
    byol_ungated: publisher.capabilities.byolUngated,
    byol_gated: publisher.capabilities.byolGated,
  }
}

function toPublisher(row: Selectable<PublisherTables['publisher']>): Publisher {
  return {
    id: row.id as PublisherId,
    accountId: row.account_id as AccountId,
    slug: row.slug,
    state: row.state as PublisherState,
    companyName: row.company_name,
    website: row.website,
    message: row.message,
    appliedBy: row.applied_by as AccountId,
    appliedAt: row.applied_at,
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.decision_reason !== null && { decisionReason: row.decision_reason }),
    profile: row.profile,
    storyHtml: row.story_html,
    ...(row.logo_digest !== null &&
      row.logo_type !== null && { logo: { digest: row.logo_digest, type: row.logo_type } }),
    capabilities: { byolUngated: row.byol_ungated, byolGated: row.byol_gated },
  }
}
