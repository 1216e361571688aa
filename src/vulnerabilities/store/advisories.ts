import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Advisory, LookupKey } from '../../scanner/index.ts'
import type { FeedState } from '../domain/feed.ts'
import type { AdvisorySource } from '../domain/finding.ts'
import { namesOf } from '../domain/finding.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A record ready to be stored: `hash` is of its canonical form (ADV-3). */
export interface HashedAdvisory {
  readonly advisory: Advisory
  readonly hash: string
}

/** A package could be named by very many records; more than this are not looked at in one go. */
const mostAdvisories = 20_000

export const advisories = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Hash by id of those that are stored already. */
    async hashes(ids: readonly string[]): Promise<Map<string, string>> {
      const rows = await db
        .selectFrom('advisory')
        .select(['id', 'hash'])
        .where('id', 'in', [...ids])
        .limit(ids.length)
        .execute()
      return new Map(rows.map((row) => [row.id, row.hash]))
    },

    /** Stores or replaces records with everything that is looked up by. */
    async put(records: readonly HashedAdvisory[], at: Date): Promise<void> {
      const ids = records.map(({ advisory }) => advisory.id)
      const rows = records.map(({ advisory, hash }) => ({
        id: advisory.id,
        hash,
        record: JSON.stringify(advisory),
        withdrawn: advisory.withdrawn !== undefined,
        imported_at: at,
      }))
      await db
        .insertInto('advisory')
        .values(rows)
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((eb) => ({
            hash: eb.ref('excluded.hash'),
            record: eb.ref('excluded.record'),
            withdrawn: eb.ref('excluded.withdrawn'),
            imported_at: eb.ref('excluded.imported_at'),
          })),
        )
        .execute()
      await db.deleteFrom('advisory_package').where('advisory_id', 'in', ids).execute()
      await db.deleteFrom('advisory_name').where('advisory_id', 'in', ids).execute()
      await insertPairs(
        'advisory_package',
        records.flatMap(({ advisory }) => packagesOf(advisory)),
      )
      await insertPairs(
        'advisory_name',
        records.flatMap(({ advisory }) => namesOf(advisory).map((name) => ({ name, advisory_id: advisory.id }))),
      )
    },

    async countsByEcosystem(): Promise<Map<string, number>> {
      const rows = await db
        .selectFrom('advisory_package')
        .select(['ecosystem', (eb) => eb.fn.count<bigint>('advisory_id').distinct().as('records')])
        .groupBy('ecosystem')
        .limit(1000)
        .execute()
      return new Map(rows.map((row) => [row.ecosystem, Number(row.records)]))
    },

    async putFeed(feed: FeedState): Promise<void> {
      const { ecosystem, records, source, importedAt } = feed
      await db
        .insertInto('advisory_feed')
        .values({ ecosystem, records, source, imported_at: importedAt })
        .onConflict((conflict) =>
          conflict.column('ecosystem').doUpdateSet({ records, source, imported_at: importedAt }),
        )
        .execute()
    },

    async feeds(): Promise<FeedState[]> {
      const rows = await db.selectFrom('advisory_feed').selectAll().orderBy('ecosystem').limit(1000).execute()
      return rows.map((row) => ({
        ecosystem: row.ecosystem,
        records: row.records,
        source: row.source,
        importedAt: row.imported_at,
      }))
    },

    /** Everything that is needed to match components with these keys, in two queries. */
    async sourceFor(keys: readonly LookupKey[]): Promise<AdvisorySource> {
      const found = keys.length === 0 ? [] : await underKeys(keys)
      const names = [...new Set(found.flatMap(namesOf))]
      const related = names.length === 0 ? [] : await withNames(names)
      return sourceOf(found, related)
    },
  }

  async function insertPairs<T extends 'advisory_package' | 'advisory_name'>(
    table: T,
    rows: readonly VulnerabilitiesTables[T][],
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += 1000) {
      await db
        .insertInto(table as 'advisory_name')
        .values(rows.slice(from, from + 1000) as VulnerabilitiesTables['advisory_name'][])
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }

  async function underKeys(keys: readonly LookupKey[]): Promise<Advisory[]> {
    const ecosystems = keys.map((key) => key.ecosystem)
    const names = keys.map((key) => key.name)
    const rows = await db
      .selectFrom('advisory')
      .select('record')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('advisory_package')
          .select('advisory_id')
          .where(sql<boolean>`(ecosystem, name) IN (SELECT * FROM unnest(${ecosystems}::text[], ${names}::text[]))`),
      )
      .orderBy('id')
      .limit(mostAdvisories)
      .execute()
    return rows.map((row) => row.record)
  }

  async function withNames(names: readonly string[]): Promise<Advisory[]> {
    const rows = await db
      .selectFrom('advisory')
      .select('record')
      .where('id', 'in', (eb) =>
        eb.selectFrom('advisory_name').select('advisory_id').where(sql<boolean>`name = ANY(${names}::text[])`),
      )
      .orderBy('id')
      .limit(mostAdvisories)
      .execute()
    return rows.map((row) => row.record)
  }
}

function packagesOf(advisory: Advisory): { ecosystem: string; name: string; advisory_id: string }[] {
  const keys = new Map(advisory.affected.map(({ ecosystem, name }) => [`${ecosystem}\0${name}`, { ecosystem, name }]))
  return [...keys.values()].map((key) => ({ ...key, advisory_id: advisory.id }))
}

function sourceOf(found: readonly Advisory[], related: readonly Advisory[]): AdvisorySource {
  const byKey = new Map<string, Advisory[]>()
  for (const advisory of found) {
    for (const { ecosystem, name } of packagesOf(advisory)) {
      const key = `${ecosystem}\0${name}`
      byKey.set(key, [...(byKey.get(key) ?? []), advisory])
    }
  }
  const byName = new Map<string, Advisory[]>()
  for (const advisory of related) {
    for (const name of namesOf(advisory)) byName.set(name, [...(byName.get(name) ?? []), advisory])
  }
  return {
    under: ({ ecosystem, name }) => byKey.get(`${ecosystem}\0${name}`) ?? [],
    sameAs: (advisory) => {
      const same = new Map(namesOf(advisory).flatMap((name) => (byName.get(name) ?? []).map((a) => [a.id, a] as const)))
      same.delete(advisory.id)
      return [...same.values()]
    },
  }
}
