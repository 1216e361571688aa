import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { ContentHold, HeldContent } from '../domain/content-hold.ts'
import type { Digest } from '../domain/digest.ts'
import type { ContentHoldTable, RegistryTables } from './tables.ts'

const mostListed = 500
/** One number for "the list of holds", of the many that advisory locks have. */
const holdsLock = 7_203_420

/** Who places or releases a hold; the program itself has no account. */
export interface HoldingPerson {
  readonly accountId?: AccountId
  readonly name: string
}

/** True when an open hold names the digest, or the repository. */
export const isHeld = (of: { digest: RawBuilder<unknown>; repository?: RawBuilder<unknown> }) =>
  sql`EXISTS (SELECT FROM content_hold h WHERE h.released_at IS NULL
    AND (h.digest = ${of.digest}${of.repository ? sql` OR h.repository = ${of.repository}` : sql``}))`

export const contentHolds = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    /** Waits for everybody who is taking content away or placing a hold, and lets nobody begin until this transaction ends. */
    async lockAlone(): Promise<void> {
      await sql`SELECT pg_advisory_xact_lock(${holdsLock})`.execute(tx)
    },

    /** No hold is placed until this transaction ends: who takes content away asks for it first, in a statement before. */
    async lockForRemoving(): Promise<void> {
      await sql`SELECT pg_advisory_xact_lock_shared(${holdsLock})`.execute(tx)
    },

    async insert(hold: ContentHold, by: HoldingPerson): Promise<void> {
      await db
        .insertInto('content_hold')
        .values({
          id: hold.id,
          digest: 'digest' in hold.content ? hold.content.digest : null,
          repository: 'repository' in hold.content ? hold.content.repository : null,
          reason: hold.reason,
          placed_at: hold.placedAt,
          placed_by: by.accountId ?? null,
          placed_by_name: by.name,
        })
        .execute()
    },

    /** Ends the hold; undefined when it does not exist or has ended. */
    async release(id: Id<'content_hold'>, by: HoldingPerson, at: Date): Promise<ContentHold | undefined> {
      const row = await db
        .updateTable('content_hold')
        .set({ released_at: at, released_by: by.accountId ?? null, released_by_name: by.name })
        .where('id', '=', id)
        .where('released_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      return row && toHold(row)
    },

    /** Open holds, and then those that have ended, newest first; 500 at most. */
    async list(): Promise<readonly ContentHold[]> {
      const rows = await db
        .selectFrom('content_hold')
        .selectAll()
        .orderBy(sql`released_at IS NOT NULL`)
        .orderBy('placed_at', 'desc')
        .limit(mostListed)
        .execute()
      return rows.map(toHold)
    },

    /** True when there is such content to hold. */
    async exists(content: HeldContent): Promise<boolean> {
      const { rows } =
        'repository' in content
          ? await sql`SELECT FROM repository WHERE name = ${content.repository}`.execute(tx)
          : await sql`SELECT FROM blob WHERE digest = ${content.digest}
              UNION ALL SELECT FROM manifest WHERE digest = ${content.digest} LIMIT 1`.execute(tx)
      return rows.length > 0
    },

    /** The hold that keeps a manifest or blob of the repository: on it, on something above it, or on the whole repository. */
    async keeping(repository: string, digest: Digest): Promise<ContentHold | undefined> {
      const { rows } = await sql<Selectable<ContentHoldTable>>`WITH RECURSIVE up (digest) AS (
          SELECT ${digest}::text
          UNION
          SELECT reference.manifest FROM up JOIN manifest_reference reference ON reference.digest = up.digest
          JOIN repository r ON r.id = reference.repository_id WHERE r.name = ${repository}
        )
        SELECT h.* FROM content_hold h WHERE h.released_at IS NULL
          AND (h.repository = ${repository} OR h.digest IN (SELECT digest FROM up))
        ORDER BY h.placed_at LIMIT 1`.execute(tx)
      return rows[0] && toHold(rows[0])
    },

    /** Of these manifests of the repository those that a hold keeps: as `keeping`, for many at once. */
    async heldAmong(repository: string, digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
      if (digests.length === 0) return new Set()
      const { rows } = await sql<{ digest: string }>`WITH RECURSIVE up (digest) AS (
          SELECT h.digest FROM content_hold h WHERE h.released_at IS NULL AND h.digest IS NOT NULL
          UNION
          SELECT reference.manifest FROM up JOIN manifest_reference reference ON reference.digest = up.digest
          JOIN repository r ON r.id = reference.repository_id WHERE r.name = ${repository}
        )
        SELECT asked.digest FROM unnest(${[...digests]}::text[]) AS asked (digest)
        WHERE asked.digest IN (SELECT digest FROM up)
          OR EXISTS (SELECT FROM content_hold h WHERE h.released_at IS NULL AND h.repository = ${repository})
        LIMIT ${digests.length}`.execute(tx)
      return new Set(rows.map(({ digest }) => digest as Digest))
    },

    /** The hold that keeps the repository as a whole: on itself, or on content that no other repository has. */
    async keepingAll(repository: string): Promise<ContentHold | undefined> {
      const { rows } = await sql<Selectable<ContentHoldTable>>`SELECT h.* FROM content_hold h
        WHERE h.released_at IS NULL AND (h.repository = ${repository} OR (
          EXISTS (SELECT FROM manifest m JOIN repository r ON r.id = m.repository_id
            WHERE m.digest = h.digest AND r.name = ${repository})
          AND NOT EXISTS (SELECT FROM manifest m JOIN repository r ON r.id = m.repository_id
            WHERE m.digest = h.digest AND r.name <> ${repository})
        ))
        ORDER BY h.placed_at LIMIT 1`.execute(tx)
      return rows[0] && toHold(rows[0])
    },
  }
}

function toHold(row: Selectable<ContentHoldTable>): ContentHold {
  return {
    id: row.id as ContentHold['id'],
    content: row.digest === null ? { repository: row.repository ?? '' } : { digest: row.digest as Digest },
    reason: row.reason,
    placedAt: row.placed_at,
    placedBy: row.placed_by_name,
    ...(row.released_at && { releasedAt: row.released_at }),
    ...(row.released_by_name !== null && { releasedBy: row.released_by_name }),
  }
}
