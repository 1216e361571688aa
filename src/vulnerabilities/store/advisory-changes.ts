import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { LookupKey } from '../../scanner/index.ts'
import type { AdvisoryChange, AdvisoryChangeKind } from '../domain/advisory-change.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A line of an import's list, with packages that the record names no more. */
export interface NewChange {
  readonly id: string
  readonly change: AdvisoryChangeKind
  readonly dropped: readonly LookupKey[]
}

/** Packages of one page; the bounds of a record keep it far below. */
const mostKeys = 1_000_000

export const advisoryChanges = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    async add(batch: number, changes: readonly NewChange[]): Promise<void> {
      if (changes.length === 0) return
      await sql`INSERT INTO advisory_change (import_id, id, change, dropped)
        SELECT ${batch}::bigint, t.id, t.change, t.dropped::jsonb
        FROM unnest(${changes.map(({ id }) => id)}::text[], ${changes.map(({ change }) => change)}::text[],
          ${changes.map(({ dropped }) => JSON.stringify(dropped.map(({ ecosystem, name }) => [ecosystem, name])))}::text[])
          AS t (id, change, dropped)
        ON CONFLICT (import_id, id) DO NOTHING`.execute(tx)
    },

    /**
     * A page of the list, by id. Packages are those of the record and of all other records of the same vulnerability, as a
     * change of one may change the severity that the others get (ADV-6), and those that it named before.
     */
    async page(batch: number, after: string, limit: number): Promise<AdvisoryChange[]> {
      const rows = await db
        .selectFrom('advisory_change')
        .select(['id', 'change', 'dropped'])
        .where('import_id', '=', BigInt(batch))
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      const keys = await keysOfVulnerabilities(rows.map(({ id }) => id))
      return rows.map(({ id, change, dropped }) => ({
        id,
        change: change as AdvisoryChangeKind,
        keys: distinct([...(keys.get(id) ?? []), ...dropped.map(([ecosystem, name]) => ({ ecosystem, name }))]),
      }))
    },

    /** Ids of a part of the list, by id: those whose records were replaced or removed, or all. */
    async ids(batch: number, which: 'replaced' | 'all', after: string, limit: number): Promise<string[]> {
      const rows = await db
        .selectFrom('advisory_change')
        .select('id')
        .where('import_id', '=', BigInt(batch))
        .$if(which === 'replaced', (qb) => qb.where('change', 'in', ['changed', 'withdrawn', 'removed']))
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id }) => id)
    },

    /** Removes a part of the list of an import that was not switched in. Answers how many rows. */
    async forget(batch: number, limit: number): Promise<number> {
      const gone = await sql`DELETE FROM advisory_change WHERE (import_id, id) IN (
        SELECT import_id, id FROM advisory_change WHERE import_id = ${batch} LIMIT ${limit})`.execute(tx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  }

  async function keysOfVulnerabilities(ids: readonly string[]): Promise<Map<string, LookupKey[]>> {
    const found = new Map<string, LookupKey[]>()
    if (ids.length === 0) return found
    const { rows } = await sql<LookupKey & { id: string }>`WITH named AS (
        SELECT c.id, n.name FROM unnest(${ids}::text[]) AS c (id) JOIN advisory_name n ON n.advisory_id = c.id
        UNION SELECT c.id, c.id FROM unnest(${ids}::text[]) AS c (id))
      SELECT DISTINCT named.id, p.ecosystem, p.name
      FROM named JOIN advisory_name n ON n.name = named.name JOIN advisory_package p ON p.advisory_id = n.advisory_id
      ORDER BY 1, 2, 3 LIMIT ${mostKeys}`.execute(tx)
    for (const { id, ecosystem, name } of rows) {
      const keys = found.get(id)
      if (keys) keys.push({ ecosystem, name })
      else found.set(id, [{ ecosystem, name }])
    }
    return found
  }
}

function distinct(keys: readonly LookupKey[]): LookupKey[] {
  return [...new Map(keys.map((key) => [`${key.ecosystem}\0${key.name}`, key])).values()]
}
