import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { QuotaOverride, Usage } from '../domain/quota.ts'
import type { RegistryTables } from './tables.ts'

/** What namespaces keep, and what they may. */
export const quotas = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async override(namespace: string): Promise<QuotaOverride | undefined> {
      const row = await db
        .selectFrom('namespace_quota')
        .select(['bytes', 'repositories'])
        .where('namespace', '=', namespace)
        .executeTakeFirst()
      return row && { bytes: row.bytes === null ? null : Number(row.bytes), repositories: row.repositories }
    },

    /**
     * Counted from what the repositories have, so that it cannot drift: each blob once, uploads under way, and manifests. Of those
     * the database reads no bytes: it knows how long they are.
     */
    async usage(namespace: string): Promise<Usage> {
      const { rows } = await sql<{ bytes: bigint; repositories: bigint }>`
        SELECT
          (SELECT coalesce(sum(b.size), 0) FROM blob b WHERE b.digest IN (
            SELECT rb.digest FROM repository r JOIN repository_blob rb ON rb.repository_id = r.id
            WHERE r.namespace = ${namespace}))::bigint
          + (SELECT coalesce(sum(u.received), 0) FROM repository r JOIN upload u ON u.repository_id = r.id
            WHERE r.namespace = ${namespace})::bigint
          + (SELECT coalesce(sum(octet_length(m.bytes)), 0) FROM repository r JOIN manifest m ON m.repository_id = r.id
            WHERE r.namespace = ${namespace})::bigint AS bytes,
          (SELECT count(*) FROM repository r WHERE r.namespace = ${namespace}) AS repositories`.execute(tx)
      const [row] = rows
      return { bytes: Number(row?.bytes ?? 0), repositories: Number(row?.repositories ?? 0) }
    },

    /** Lets one first push to the namespace at a time count its repositories; until the transaction ends. */
    async lockRepositories(namespace: string): Promise<void> {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`repositories of ${namespace}`}, 0))`.execute(tx)
    },

    async countRepositories(namespace: string): Promise<number> {
      const row = await db
        .selectFrom('repository')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('namespace', '=', namespace)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },

    async set(
      namespace: string,
      quota: QuotaOverride,
      by: { readonly name: string; readonly at: Date },
    ): Promise<void> {
      const values = { ...quota, set_by_name: by.name, set_at: by.at }
      await db
        .insertInto('namespace_quota')
        .values({ namespace, ...values })
        .onConflict((conflict) => conflict.column('namespace').doUpdateSet(values))
        .execute()
    },

    async unset(namespace: string): Promise<void> {
      await db.deleteFrom('namespace_quota').where('namespace', '=', namespace).execute()
    },
  }
}
