import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Advisory, LookupKey } from '../../scanner/index.ts'
import { keysOf } from '../domain/feed-record.ts'
import type { AdvisorySource } from '../domain/finding.ts'
import { namesOf } from '../domain/finding.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A package could be named by very many records; more than this are not looked at in one go. */
const mostAdvisories = 20_000

export const advisories = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Everything that is needed to match components with these keys, in two queries. */
    async sourceFor(keys: readonly LookupKey[]): Promise<AdvisorySource> {
      const found = keys.length === 0 ? [] : await underKeys(keys)
      const names = [...new Set(found.flatMap(namesOf))]
      const related = names.length === 0 ? [] : await withNames(names)
      return sourceOf(found, related)
    },
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
      .orderBy('since')
      .limit(mostAdvisories)
      .execute()
    return distinct(rows)
  }

  async function withNames(names: readonly string[]): Promise<Advisory[]> {
    const rows = await db
      .selectFrom('advisory')
      .select('record')
      .where('id', 'in', (eb) =>
        eb.selectFrom('advisory_name').select('advisory_id').where(sql<boolean>`name = ANY(${names}::text[])`),
      )
      .orderBy('id')
      .orderBy('since')
      .limit(mostAdvisories)
      .execute()
    return distinct(rows)
  }
}

/** Each once: of those that several feeds have, the one that was brought last. */
function distinct(rows: readonly { readonly record: Advisory }[]): Advisory[] {
  return [...new Map(rows.map(({ record }) => [record.id, record])).values()]
}

function sourceOf(found: readonly Advisory[], related: readonly Advisory[]): AdvisorySource {
  const byKey = new Map<string, Advisory[]>()
  for (const advisory of found) {
    for (const { ecosystem, name } of keysOf(advisory)) {
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
