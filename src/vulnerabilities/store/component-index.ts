import { type SqlBool, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { type LookupKey, lookupKeys, type MatchedComponent } from '../../scanner/index.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A component version under its number in the index. */
export interface IndexedComponent {
  readonly number: number
  readonly component: MatchedComponent
}

/** Rows for one statement; both databases like them better than thousands of parameters. */
const atOnce = 1000

/** Distinct component versions, and the images that hold them (WAT-1, WAT-2). */
export const componentIndex = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /**
     * Puts component versions into the index. Answers the numbers of those that are new, or of which more is known than
     * before: these have to be matched.
     */
    async put(components: readonly MatchedComponent[]): Promise<number[]> {
      // In one order, so that two scans that finish together do not wait for each other in a circle.
      const ordered = [...components].sort((a, b) => (a.id < b.id ? -1 : 1))
      const changed: number[] = []
      for (let from = 0; from < ordered.length; from += atOnce) {
        const part = ordered.slice(from, from + atOnce)
        const known = await this.find(part.map(({ id }) => id))
        const fresh = part.filter((component) => !isSame(known.get(component.id)?.component, component))
        if (fresh.length > 0) changed.push(...(await store(fresh)))
      }
      return changed
    },

    /** By content id. */
    async find(ids: readonly string[]): Promise<ReadonlyMap<string, IndexedComponent>> {
      const found = new Map<string, IndexedComponent>()
      for (let from = 0; from < ids.length; from += atOnce) {
        const rows = await db
          .selectFrom('component_version')
          .select(['number', 'id', 'component'])
          .where(sql<SqlBool>`id = ANY(${ids.slice(from, from + atOnce)}::text[])`)
          .limit(atOnce)
          .execute()
        for (const { number, id, component } of rows) found.set(id, { number, component })
      }
      return found
    },

    /** By number. */
    async get(numbers: readonly number[]): Promise<IndexedComponent[]> {
      return db
        .selectFrom('component_version')
        .select(['number', 'component'])
        .where(sql<SqlBool>`number = ANY(${[...numbers]}::integer[])`)
        .orderBy('number')
        .limit(numbers.length)
        .execute()
    },

    /** Writes anew which components an image holds, and that it is indexed. */
    async link(image: number, held: readonly { number: number; declared: boolean }[], at: Date): Promise<void> {
      await db.updateTable('scan').set({ indexed_at: at }).where('number', '=', image).execute()
      await db.deleteFrom('image_component').where('image', '=', image).execute()
      for (let from = 0; from < held.length; from += atOnce) {
        const part = held.slice(from, from + atOnce)
        await db
          .insertInto('image_component')
          .expression(
            sql`SELECT component, ${image}::integer, declared FROM unnest(
              ${part.map(({ number }) => number)}::integer[], ${part.map(({ declared }) => declared)}::boolean[]
            ) AS held (component, declared)`,
          )
          .execute()
      }
    },

    /**
     * Component versions after `after` that advisories may speak of: those under the keys, those that the advisories hit
     * until now, and those hit by other records of the same vulnerabilities, whose severity may have changed (ADV-6).
     */
    async concernedBy(
      { keys, advisoryIds }: { readonly keys: readonly LookupKey[]; readonly advisoryIds: readonly string[] },
      after: number,
      limit: number,
    ): Promise<number[]> {
      const ecosystems = keys.map((key) => key.ecosystem)
      const names = keys.map((key) => key.name)
      const ids = [...advisoryIds]
      const rows = await db
        .selectFrom(
          sql<{ component: number }>`(
            SELECT component FROM component_package
            WHERE (ecosystem, name) IN (SELECT * FROM unnest(${ecosystems}::text[], ${names}::text[]))
            UNION
            SELECT component FROM component_match WHERE advisory_id = ANY(${ids}::text[])
            UNION
            SELECT m.component FROM component_match m
            JOIN advisory_name other ON other.advisory_id = m.advisory_id
            JOIN advisory_name own ON own.name = other.name
            WHERE own.advisory_id = ANY(${ids}::text[])
          )`.as('concerned'),
        )
        .select('component')
        .where('component', '>', after)
        .orderBy('component')
        .limit(limit)
        .execute()
      return rows.map((row) => row.component)
    },

    /** Numbers of images that hold one of the components, after `after`, in order. */
    async imagesWith(components: readonly number[], after: number, limit: number): Promise<number[]> {
      const rows = await db
        .selectFrom('image_component')
        .select('image')
        .distinct()
        .where(sql<SqlBool>`component = ANY(${[...components]}::integer[])`)
        .where('image', '>', after)
        .orderBy('image')
        .limit(limit)
        .execute()
      return rows.map((row) => row.image)
    },
  }

  async function store(fresh: readonly MatchedComponent[]): Promise<number[]> {
    const rows = await db
      .insertInto('component_version')
      .values(fresh.map((component) => ({ id: component.id, component: JSON.stringify(component) })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({ component: eb.ref('excluded.component') })),
      )
      .returning(['number', 'id'])
      .execute()
    const numbers = new Map(rows.map(({ id, number }) => [id, number]))
    const keys = fresh.flatMap((component) =>
      lookupKeys(component).map((key) => ({ ...key, component: numbers.get(component.id) as number })),
    )
    for (let from = 0; from < keys.length; from += atOnce) {
      await db
        .insertInto('component_package')
        .values(keys.slice(from, from + atOnce))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    return rows.map(({ number }) => number)
  }
}

/** The database does not keep the order of fields. */
function isSame(known: MatchedComponent | undefined, component: MatchedComponent): boolean {
  return known !== undefined && canonical(known) === canonical(component)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
