import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { LookupKey } from '../../scanner/index.ts'
import type { FeedRecord } from '../domain/feed-record.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A record of the set in use: enough to tell whether one that was read differs. */
export interface KnownRecord {
  readonly id: string
  readonly hash: string
  readonly textHash: string
  readonly ecosystems: readonly string[]
  readonly withdrawn: boolean
}

/** A record to be written to the set of an import that is under way. */
export interface StagedRecord {
  readonly record: FeedRecord
  readonly textHash: string
  /** The text as it came, deflated. */
  readonly original?: Buffer
}

/** What records are looked up by: packages, and names of vulnerabilities (ADV-6). */
export interface Lookup {
  readonly keys: readonly (LookupKey & { readonly id: string })[]
  readonly names: readonly { readonly name: string; readonly id: string }[]
}

/** Which feed an import writes to, and as which import. */
export interface Batch {
  readonly feed: string
  readonly batch: number
}

export const feedRecords = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Records in use, by id, after `after`. */
    async known(feed: string, after: string, limit: number): Promise<KnownRecord[]> {
      const { rows } = await sql<KnownRecord>`SELECT r.id, r.hash, r.text_hash AS "textHash", r.ecosystems, r.withdrawn
        FROM feed_record r JOIN advisory_source s ON s.feed = r.feed
        WHERE r.feed = ${feed} AND r.id > ${after} AND r.since <= s.shown AND (r.until IS NULL OR r.until > s.shown)
        ORDER BY r.id LIMIT ${limit}`.execute(tx)
      return rows
    },

    /** Writes records that nobody sees until the import is switched in. */
    async stage({ feed, batch }: Batch, staged: readonly StagedRecord[], at: Date): Promise<void> {
      await sql`INSERT INTO feed_record
          (feed, id, since, kind, hash, text_hash, record, original, ecosystems, withdrawn, imported_at)
        SELECT ${feed}::text, t.id, ${batch}::bigint, t.kind, t.hash, t.text_hash, t.record::jsonb,
          decode(t.original, 'base64'), string_to_array(t.ecosystems, E'\n'), t.withdrawn, ${at}::timestamptz
        FROM unnest(${staged.map(({ record }) => record.id)}::text[], ${staged.map(({ record }) => record.kind)}::text[],
          ${staged.map(({ record }) => record.hash)}::text[], ${staged.map(({ textHash }) => textHash)}::text[],
          ${staged.map(({ record }) => JSON.stringify(record.record))}::text[],
          ${staged.map(({ original }) => original?.toString('base64') ?? null)}::text[],
          ${staged.map(({ record }) => record.ecosystems.join('\n'))}::text[],
          ${staged.map(({ record }) => record.withdrawn)}::boolean[])
          AS t (id, kind, hash, text_hash, record, original, ecosystems, withdrawn)`.execute(tx)
    },

    /** Writes what records are looked up by. It may come before them: who looks finds only records that are seen. */
    async addLookup({ keys, names }: Lookup): Promise<void> {
      if (keys.length > 0) {
        await sql`INSERT INTO advisory_package (ecosystem, name, advisory_id)
          SELECT * FROM unnest(${keys.map(({ ecosystem }) => ecosystem)}::text[], ${keys.map(({ name }) => name)}::text[],
            ${keys.map(({ id }) => id)}::text[]) ON CONFLICT DO NOTHING`.execute(tx)
      }
      if (names.length > 0) {
        await sql`INSERT INTO advisory_name (name, advisory_id)
          SELECT * FROM unnest(${names.map(({ name }) => name)}::text[], ${names.map(({ id }) => id)}::text[])
          ON CONFLICT DO NOTHING`.execute(tx)
      }
    },

    /** Packages under which the records are found now. */
    async keysOf(ids: readonly string[]): Promise<Map<string, LookupKey[]>> {
      const found = new Map<string, LookupKey[]>()
      if (ids.length === 0) return found
      const { rows } = await sql<LookupKey & { id: string }>`SELECT advisory_id AS id, ecosystem, name
        FROM advisory_package WHERE advisory_id = ANY(${ids}::text[]) ORDER BY 1, 2, 3`.execute(tx)
      for (const { id, ecosystem, name } of rows) found.set(id, [...(found.get(id) ?? []), { ecosystem, name }])
      return found
    },

    /** The records in use with these ids end with the import, once it is switched in. */
    async endWith({ feed, batch }: Batch, ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      await sql`UPDATE feed_record SET until = ${batch}
        WHERE feed = ${feed} AND id = ANY(${ids}::text[]) AND since < ${batch} AND until IS NULL`.execute(tx)
    },

    /** Notes other texts of records that say the same as before. */
    async retext(feed: string, texts: readonly { readonly id: string; readonly textHash: string }[]): Promise<void> {
      if (texts.length === 0) return
      await sql`UPDATE feed_record r SET text_hash = t.text_hash
        FROM unnest(${texts.map(({ id }) => id)}::text[], ${texts.map(({ textHash }) => textHash)}::text[])
          AS t (id, text_hash)
        WHERE r.feed = ${feed} AND r.id = t.id AND r.until IS NULL`.execute(tx)
    },

    /** Removes a part of what imports left that were not switched in. Answers how many rows that were; 0: nothing is left. */
    async undoStaged(feed: string, limit: number): Promise<number> {
      const gone = await sql`DELETE FROM feed_record r WHERE (r.feed, r.id, r.since) IN (
          SELECT f.feed, f.id, f.since FROM feed_record f JOIN advisory_source s ON s.feed = f.feed
          WHERE f.feed = ${feed} AND f.since > s.shown LIMIT ${limit})`.execute(tx)
      const kept = await sql`UPDATE feed_record r SET until = NULL WHERE (r.feed, r.id, r.since) IN (
          SELECT f.feed, f.id, f.since FROM feed_record f JOIN advisory_source s ON s.feed = f.feed
          WHERE f.feed = ${feed} AND f.until > s.shown LIMIT ${limit})`.execute(tx)
      return Number((gone.numAffectedRows ?? 0n) + (kept.numAffectedRows ?? 0n))
    },

    /** Removes a part of the records that were replaced or are no longer in the feed. Answers how many. */
    async removeEnded(feed: string, limit: number): Promise<number> {
      const gone = await sql`DELETE FROM feed_record r WHERE (r.feed, r.id, r.since) IN (
          SELECT f.feed, f.id, f.since FROM feed_record f JOIN advisory_source s ON s.feed = f.feed
          WHERE f.feed = ${feed} AND f.until <= s.shown LIMIT ${limit})`.execute(tx)
      return Number(gone.numAffectedRows ?? 0n)
    },

    /** Takes away what records are looked up by that no record names any more. */
    async tidyLookup(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      await sql`DELETE FROM advisory_package p WHERE p.advisory_id = ANY(${ids}::text[]) AND NOT EXISTS (
        SELECT FROM feed_record r, jsonb_array_elements(r.record -> 'affected') AS a
        WHERE r.id = p.advisory_id AND r.kind = 'advisory'
          AND a ->> 'ecosystem' = p.ecosystem AND a ->> 'name' = p.name)`.execute(tx)
      await sql`DELETE FROM advisory_name n WHERE n.advisory_id = ANY(${ids}::text[]) AND NOT EXISTS (
        SELECT FROM feed_record r WHERE r.id = n.advisory_id AND r.kind = 'advisory' AND (r.id = n.name
          OR jsonb_exists(r.record -> 'aliases', n.name) OR jsonb_exists(r.record -> 'upstream', n.name)))`.execute(tx)
    },

    /** Tells the planner how much there is now, one table at a time: after a bulk load nobody else does (EDB-05). */
    async analyze(table: 'feed_record' | 'advisory_package' | 'advisory_name'): Promise<void> {
      await sql`ANALYZE ${sql.table(table)}`.execute(tx)
    },

    /** Keeps the reasons of broken records (ADV-4). */
    async quarantine(
      batch: number,
      broken: readonly { readonly name: string; readonly reason: string }[],
    ): Promise<void> {
      if (broken.length === 0) return
      await db
        .insertInto('advisory_quarantine')
        .values(broken.map(({ name, reason }) => ({ import_id: batch, name, reason })))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
  }
}
