import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { planIdTaken } from '../domain/errors.ts'
import type { Plan, PlanId, PlanOfListing, PlanPrice, ProductId } from '../domain/listing.ts'
import type { Access } from '../domain/manifest.ts'
import { toSummary } from './listings.ts'
import type { CatalogTables, ListingPlanTable, ListingTable } from './tables.ts'

type Row = Selectable<ListingPlanTable> & { repositories: string[] }
type JoinedRow = Row & {
  revoked_tags: string[] | null
  listing: Pick<
    Selectable<ListingTable>,
    | 'slug'
    | 'type'
    | 'icon_id'
    | 'state'
    | 'state_reason'
    | 'blocked_now'
    | 'publisher_id'
    | 'publisher_slug'
    | 'version'
  > & { name: string; state_since: string }
}

const repositoriesOfPlan = sql<string[]>`
  ARRAY(SELECT r.repository FROM listing_plan_repository r WHERE r.plan_id = p.id ORDER BY r.repository LIMIT 200)`

const noTags = sql<string[] | null>`NULL::text[] AS revoked_tags`
const revokedTagsOf = (repository: string) => sql<string[] | null>`
  ARRAY(SELECT v.tag FROM listing_version v WHERE v.product_id = l.product_id AND v.repository = ${repository}
    AND v.revoked_at IS NOT NULL LIMIT 5000) AS revoked_tags`

/** Published plans. */
export const plans = (tx: Tx) => {
  const db = tx.withTables<CatalogTables>()
  const joined = async (where: ReturnType<typeof sql>, limit = 200, more = noTags): Promise<PlanOfListing[]> => {
    const { rows } = await sql<JoinedRow>`
      SELECT p.*, ${repositoriesOfPlan} AS repositories,
        jsonb_build_object('slug', l.slug, 'name', l.name, 'type', l.type, 'icon_id', l.icon_id, 'state', l.state,
          'state_reason', l.state_reason, 'state_since', l.state_since, 'publisher_id', l.publisher_id,
          'publisher_slug', l.publisher_slug, 'version', l.version, 'blocked_now', l.blocked_now) AS listing, ${more}
      FROM listing_plan p JOIN listing l ON l.product_id = p.product_id
      WHERE ${where} ORDER BY p.product_id, p.position, p.id LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({
      plan: toPlan(row),
      ...(row.revoked_tags && { revokedTags: row.revoked_tags }),
      listing: toSummary({
        ...row.listing,
        product_id: row.product_id,
        state_since: new Date(row.listing.state_since),
      }),
    }))
  }
  return {
    /** Plans on offer, in the publisher's order. */
    async ofProduct(productId: ProductId): Promise<Plan[]> {
      const rows = await db
        .selectFrom('listing_plan as p')
        .selectAll('p')
        .select(repositoriesOfPlan.as('repositories'))
        .where('product_id', '=', productId)
        .where('retired_at', 'is', null)
        .orderBy('position')
        .limit(200)
        .execute()
      return rows.map(toPlan)
    },

    /** Retired plans of `all` and `logged_in` give nothing any more: nobody subscribed to them. */
    ofRepository: (repository: string) =>
      joined(
        sql`p.id IN (SELECT plan_id FROM listing_plan_repository WHERE repository = ${repository})
        AND (p.retired_at IS NULL OR p.access IN ('subscribed', 'byol'))`,
        200,
        revokedTagsOf(repository),
      ),

    async find(ids: readonly PlanId[]): Promise<PlanOfListing[]> {
      return ids.length === 0 ? [] : joined(sql`p.id = ANY(${[...ids]}::uuid[])`, 1000)
    },

    /** Makes the given plans the offer of the product; others are retired. Terms get a new version when they change. */
    async replace(productId: ProductId, offered: readonly Plan[], at: Date): Promise<void> {
      await db
        .updateTable('listing_plan')
        .set({ retired_at: at })
        .where('product_id', '=', productId)
        .where('retired_at', 'is', null)
        .$if(offered.length > 0, (query) =>
          query.where(
            'id',
            'not in',
            offered.map(({ id }) => id),
          ),
        )
        .execute()
      for (const [position, plan] of offered.entries()) await this.put(plan, position)
    },

    /** A plan id that another product uses is refused: ids come from the publisher's form. */
    async put(plan: Plan, position: number): Promise<void> {
      const { kind, url, html, hash } = plan.terms
      const values = {
        id: plan.id,
        product_id: plan.productId,
        position,
        name: plan.name,
        description: plan.description,
        is_default: plan.isDefault,
        access: plan.access,
        prices: JSON.stringify(plan.prices),
        trial_days: plan.trialDays,
        terms: JSON.stringify({ kind, url, html }),
        terms_hash: hash,
        instructions_html: plan.instructionsHtml,
        byol_url: plan.byolUrl ?? null,
        retired_at: null,
      }
      const { id: _, product_id: __, ...changes } = values
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('listing_plan')
        .values({ ...values, terms_version: 1 })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({
              ...changes,
              terms_version: sql<number>`listing_plan.terms_version + CASE WHEN listing_plan.terms_hash = excluded.terms_hash THEN 0 ELSE 1 END`,
            })
            .where('listing_plan.product_id', '=', plan.productId),
        )
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) throw planIdTaken({ name: plan.name })
      await db.deleteFrom('listing_plan_repository').where('plan_id', '=', plan.id).execute()
      await db
        .insertInto('listing_plan_repository')
        .values(plan.repositories.map((repository) => ({ plan_id: plan.id, repository })))
        .execute()
    },
  }
}

function toPlan(row: Row): Plan {
  const terms = row.terms as { kind: 'link' | 'text'; url?: string; html?: string }
  return {
    id: row.id as PlanId,
    productId: row.product_id as ProductId,
    name: row.name,
    description: row.description,
    isDefault: row.is_default,
    access: row.access as Access,
    prices: row.prices as PlanPrice[],
    trialDays: row.trial_days,
    repositories: row.repositories,
    terms: { ...terms, hash: row.terms_hash, version: String(row.terms_version) },
    instructionsHtml: row.instructions_html,
    ...(row.byol_url !== null && { byolUrl: row.byol_url }),
    retired: row.retired_at !== null,
  }
}
