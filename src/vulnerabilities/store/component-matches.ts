import { createHash } from 'node:crypto'
import { type SqlBool, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { Finding } from '../domain/finding.ts'
import { totalsOf } from '../domain/scan.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A match of a component version, by its number in the index. */
export interface ComponentMatch {
  readonly component: number
  readonly finding: Finding
}

const atOnce = 500
/** More than a page of images or components can have. */
const mostRows = 1_000_000

/** What advisories say about component versions: once for all images that hold them. */
export const componentMatches = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Makes these the matches of the components. Answers the components of which something changed. */
    async replace(components: readonly number[], matches: readonly ComponentMatch[]): Promise<number[]> {
      const known = await hashes(components)
      const rows = matches.map(toRow)
      const wanted = new Set(rows.map(keyOf))
      const fresh = rows.filter((row) => known.get(keyOf(row)) !== row.hash)
      const gone = [...known.keys()].filter((key) => !wanted.has(key)).map(partsOf)
      for (let from = 0; from < fresh.length; from += atOnce) {
        await db
          .insertInto('component_match')
          .values(fresh.slice(from, from + atOnce))
          .onConflict((conflict) =>
            conflict.columns(['component', 'advisory_id']).doUpdateSet((eb) => ({
              verdict: eb.ref('excluded.verdict'),
              class: eb.ref('excluded.class'),
              remark: eb.ref('excluded.remark'),
              hash: eb.ref('excluded.hash'),
              finding: eb.ref('excluded.finding'),
            })),
          )
          .execute()
      }
      if (gone.length > 0) await remove(gone)
      return [...new Set([...fresh, ...gone].map(({ component }) => component))].sort((a, b) => a - b)
    },

    /** Counts anew what images show in lists: each component once, by the worst that is said about it. */
    async recount(images: readonly number[]): Promise<void> {
      const rows = await db
        .selectFrom('image_component as i')
        .innerJoin('component_match as m', 'm.component', 'i.component')
        .select(['i.image', 'i.component', 'm.class'])
        .distinct()
        .where(sql<SqlBool>`i.image = ANY(${[...images]}::integer[])`)
        .where('i.declared', '=', false)
        .where('m.remark', '=', false)
        .limit(mostRows)
        .execute()
      for (const image of images) {
        const found = rows.filter((row) => row.image === image)
        const classes = found.map((row) => ({
          componentId: String(row.component),
          class: row.class as SeverityClass,
        }))
        // How many components there are was counted by the scan: not all of them are in the index.
        const { components: _, ...counts } = totalsOf([], classes)
        await db
          .updateTable('scan')
          .set({ totals: sql<string>`totals || ${JSON.stringify(counts)}::jsonb` })
          .where('number', '=', image)
          .execute()
      }
    },
  }

  async function hashes(components: readonly number[]): Promise<Map<string, string>> {
    const rows = await db
      .selectFrom('component_match')
      .select(['component', 'advisory_id', 'hash'])
      .where(sql<SqlBool>`component = ANY(${[...components]}::integer[])`)
      .limit(mostRows)
      .execute()
    return new Map(rows.map((row) => [keyOf(row), row.hash]))
  }

  async function remove(gone: readonly { component: number; advisory_id: string }[]): Promise<void> {
    const components = gone.map(({ component }) => component)
    const ids = gone.map(({ advisory_id }) => advisory_id)
    await db
      .deleteFrom('component_match')
      .where(sql<SqlBool>`(component, advisory_id) IN (SELECT * FROM unnest(${components}::integer[], ${ids}::text[]))`)
      .execute()
  }
}

function toRow({ component, finding }: ComponentMatch) {
  const text = JSON.stringify(finding)
  return {
    component,
    advisory_id: finding.advisoryId,
    verdict: finding.match.verdict,
    class: finding.severity.class,
    remark: finding.severity.remark,
    hash: createHash('sha256').update(text).digest('base64url').slice(0, 22),
    finding: text,
  }
}

const keyOf = ({ component, advisory_id }: { component: number; advisory_id: string }) => `${component} ${advisory_id}`

function partsOf(key: string): { component: number; advisory_id: string } {
  const space = key.indexOf(' ')
  return { component: Number(key.slice(0, space)), advisory_id: key.slice(space + 1) }
}
