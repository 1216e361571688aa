import { type Selectable, type SqlBool, sql } from 'kysely'
import type { ProductId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { PublisherId } from '../../publishers/index.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { Reminder } from '../domain/deadline.ts'
import { namesOfFinding } from '../domain/finding.ts'
import type { FindingState } from '../domain/finding-clock.ts'
import { type FindingChange, type FindingId, lookAt, type ProductFinding } from '../domain/product-finding.ts'
import type { ProductHit } from '../domain/reconcile.ts'
import type { FindingTable, VulnerabilitiesTables } from './tables.ts'

/** Findings of one product that are looked at; a product with more than these has other troubles. */
const mostFindings = 20_000
/** Rows for one statement. */
const atOnce = 200

/** Findings of products, and the facts of the index that they are made of. */
export const findings = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Takes the product for this transaction: two that reconcile it at once go one after the other. */
    async lockProduct(productId: ProductId): Promise<WatchedProduct | undefined> {
      const row = await db
        .selectFrom('watched_product')
        .selectAll()
        .where('product_id', '=', productId)
        .forUpdate()
        .executeTakeFirst()
      return (
        row && {
          productId,
          publisherId: row.publisher_id as PublisherId,
          ...(row.last_notice_at && { lastNoticeAt: row.last_notice_at }),
        }
      )
    },

    /** The worst first. */
    async ofProduct(productId: ProductId, limit = mostFindings): Promise<ProductFinding[]> {
      const rows = await db
        .selectFrom('finding')
        .selectAll()
        .where('product_id', '=', productId)
        .orderBy(sql`array_position(ARRAY['breached', 'open', 'detected'], state) NULLS LAST`)
        .orderBy('known_exploited', 'desc')
        .orderBy(sql`array_position(ARRAY['critical', 'major', 'minor', 'unknown'], class)`)
        .orderBy('vulnerability')
        .limit(limit)
        .execute()
      return rows.map(toFinding)
    },

    /** By id, in no order. Whoever changes them locks their product first. */
    async get(ids: readonly FindingId[]): Promise<ProductFinding[]> {
      const rows = await db
        .selectFrom('finding')
        .selectAll()
        .where(sql<SqlBool>`id = ANY(${[...ids]}::uuid[])`)
        .limit(ids.length)
        .execute()
      return rows.map(toFinding)
    },

    /** Writes findings, and what happened to each. */
    async put(written: readonly { finding: ProductFinding; changes: readonly FindingEntry[] }[]): Promise<void> {
      for (let from = 0; from < written.length; from += atOnce) {
        const part = written.slice(from, from + atOnce)
        await db
          .insertInto('finding')
          .values(part.map(({ finding }) => toRow(finding)))
          .onConflict((conflict) =>
            conflict
              .column('id')
              .doUpdateSet((eb) =>
                Object.fromEntries(changing.map((column) => [column, eb.ref(`excluded.${column}`)] as const)),
              ),
          )
          .execute()
        const entries = part.flatMap(({ finding, changes }) => changes.map((change) => toEntry(finding.id, change)))
        if (entries.length > 0) await db.insertInto('finding_change').values(entries).execute()
      }
    },

    /** The oldest first. */
    async changesOf(id: FindingId): Promise<FindingChange[]> {
      const rows = await db
        .selectFrom('finding_change')
        .selectAll()
        .where('finding_id', '=', id)
        .orderBy('seq')
        .limit(1000)
        .execute()
      return rows.map((row) => ({
        ...{ at: row.at, event: row.event },
        state: row.state as FindingState,
        class: row.class as SeverityClass,
        ...(row.deadline && { deadline: row.deadline }),
        ...(row.actor_name !== null && { actor: row.actor_name }),
        ...(row.note !== null && { note: row.note }),
      }))
    },

    /** Everything that advisories say about what the product's published images hold; remarks and declared parts aside. */
    async hitsOf(productId: ProductId): Promise<ProductHit[]> {
      const held = await db
        .selectFrom('published_image as p')
        .innerJoin('scan as s', 's.digest', 'p.digest')
        .innerJoin('image_component as i', 'i.image', 's.number')
        .select(['i.component', sql<string[]>`array_agg(DISTINCT p.digest)`.as('digests')])
        .where('p.product_id', '=', productId)
        .where('i.declared', '=', false)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('component_match as m')
              .select('m.component')
              .whereRef('m.component', '=', 'i.component')
              .where('m.remark', '=', false),
          ),
        )
        .groupBy('i.component')
        .orderBy('i.component')
        .limit(100_000)
        .execute()
      const digests = new Map(held.map((row) => [row.component, new Set(row.digests)]))
      const rows = await db
        .selectFrom('component_match')
        .select(['component', 'finding'])
        .where(sql<SqlBool>`component = ANY(${[...digests.keys()]}::integer[])`)
        .where('remark', '=', false)
        .orderBy('advisory_id')
        .orderBy('component')
        .limit(200_000)
        .execute()
      return rows.map(({ component, finding }) => ({
        ...{ component, advisoryId: finding.advisoryId, names: namesOfFinding(finding), summary: finding.summary },
        digests: digests.get(component) ?? new Set(),
        verdict: finding.match.verdict,
        class: finding.severity.class,
        ...(finding.match.fixedVersion !== undefined && { fixedVersion: finding.match.fixedVersion }),
      }))
    },

    /** Of these components, those that a published image of the product still holds. */
    async stillHeld(productId: ProductId, components: readonly number[]): Promise<ReadonlySet<number>> {
      if (components.length === 0) return new Set()
      const rows = await db
        .selectFrom('image_component as i')
        .innerJoin('scan as s', 's.number', 'i.image')
        .innerJoin('published_image as p', 'p.digest', 's.digest')
        .select('i.component')
        .distinct()
        .where('p.product_id', '=', productId)
        .where(sql<SqlBool>`i.component = ANY(${[...components]}::integer[])`)
        .limit(components.length)
        .execute()
      return new Set(rows.map((row) => row.component))
    },

    /** Products with a finding that goes by one of the names. */
    async productsWithNames(names: readonly string[]): Promise<ProductId[]> {
      if (names.length === 0) return []
      const rows = await db
        .selectFrom('finding')
        .select('product_id')
        .distinct()
        .where(sql<SqlBool>`names && ${[...names]}::text[]`)
        .limit(100_000)
        .execute()
      return rows.map((row) => row.product_id as ProductId)
    },

    /** Findings whose clock has to be looked at, the most urgent first. */
    async toLookAt(now: Date, limit: number): Promise<Pick<ProductFinding, 'id' | 'productId'>[]> {
      const rows = await db
        .selectFrom('finding')
        .select(['id', 'product_id'])
        .where('look_at', '<=', now)
        .orderBy('look_at')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ id: row.id as FindingId, productId: row.product_id as ProductId }))
    },
  }
}

/** An entry of the history under its id. */
export interface FindingEntry extends FindingChange {
  readonly id: string
}

/** A product whose published images are watched. */
export interface WatchedProduct {
  readonly productId: ProductId
  readonly publisherId: PublisherId
  readonly lastNoticeAt?: Date
}

function toFinding(row: Selectable<FindingTable>): ProductFinding {
  return {
    id: row.id as FindingId,
    productId: row.product_id as ProductId,
    vulnerability: row.vulnerability,
    names: row.names,
    state: row.state as FindingState,
    class: row.class as SeverityClass,
    ...(row.override_class !== null && { override: row.override_class as Exclude<SeverityClass, 'unknown'> }),
    summary: row.summary,
    knownExploited: row.known_exploited,
    fixedVersions: row.fixed_versions,
    components: row.components,
    tags: row.tags,
    owed: row.owed as ProductFinding['owed'],
    ...(row.owed_since && { owedSince: row.owed_since }),
    ...(row.first_notified_at && { firstNotifiedAt: row.first_notified_at }),
    ...(row.counted_from && { countedFrom: row.counted_from }),
    ...(row.deadline && { deadline: row.deadline }),
    ...(row.time_left !== null && { timeLeft: Number(row.time_left) }),
    ...(row.reminded !== null && { reminded: row.reminded as Reminder }),
    firstSeenAt: row.first_seen_at,
    changedAt: row.changed_at,
  }
}

function toRow(finding: ProductFinding) {
  return {
    id: finding.id,
    product_id: finding.productId,
    vulnerability: finding.vulnerability,
    names: [...finding.names],
    state: finding.state,
    class: finding.class,
    override_class: finding.override ?? null,
    summary: finding.summary,
    known_exploited: finding.knownExploited,
    fixed_versions: [...finding.fixedVersions],
    components: [...finding.components],
    tags: JSON.stringify(finding.tags),
    owed: finding.owed,
    owed_since: finding.owedSince ?? null,
    first_notified_at: finding.firstNotifiedAt ?? null,
    counted_from: finding.countedFrom ?? null,
    deadline: finding.deadline ?? null,
    time_left: finding.timeLeft === undefined ? null : BigInt(Math.round(finding.timeLeft)),
    reminded: finding.reminded ?? null,
    look_at: lookAt(finding) ?? null,
    first_seen_at: finding.firstSeenAt,
    changed_at: finding.changedAt,
  }
}

const changing = [
  ...(['names', 'state', 'class', 'override_class', 'summary', 'known_exploited', 'fixed_versions'] as const),
  ...(['components', 'tags', 'owed', 'owed_since', 'first_notified_at', 'counted_from', 'deadline'] as const),
  ...(['time_left', 'reminded', 'look_at', 'changed_at'] as const),
]

function toEntry(findingId: FindingId, change: FindingEntry) {
  const { id, at, event, state, deadline, actor, note } = change
  return {
    ...{ id, finding_id: findingId, at, event, state, class: change.class },
    ...{ deadline: deadline ?? null, actor_name: actor ?? null, note: note ?? null },
  }
}
