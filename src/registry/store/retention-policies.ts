import type { Tx } from '../../platform/db/database.ts'
import type { RetentionPolicy, RetentionRules, RetentionRun } from '../domain/retention.ts'
import type { RegistryTables } from './tables.ts'

const mostPolicies = 501

/** Rules of what stays, and what the last runs did. */
export const retentionPolicies = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async put(policy: RetentionPolicy): Promise<void> {
      const values = {
        rules: JSON.stringify(policy.rules),
        updated_at: policy.updatedAt,
        updated_by_name: policy.updatedBy,
      }
      await db
        .insertInto('retention_policy')
        .values({ namespace: policy.namespace, repository: policy.repository ?? '', ...values })
        .onConflict((conflict) => conflict.columns(['namespace', 'repository']).doUpdateSet(values))
        .execute()
    },

    async remove(namespace: string, repository: string | undefined): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('retention_policy')
        .where('namespace', '=', namespace)
        .where('repository', '=', repository ?? '')
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    /** The rules for all repositories first, then those for one each. */
    async ofNamespace(namespace: string): Promise<RetentionPolicy[]> {
      const rows = await db
        .selectFrom('retention_policy')
        .selectAll()
        .where('namespace', '=', namespace)
        .orderBy('repository')
        .limit(mostPolicies)
        .execute()
      return rows.map((row) => ({
        namespace: row.namespace,
        ...(row.repository !== '' && { repository: row.repository }),
        // Written by put only, so it has that shape.
        rules: row.rules as RetentionRules,
        updatedAt: row.updated_at,
        updatedBy: row.updated_by_name,
      }))
    },

    /** The rules that hold for a repository: its own, else those of its namespace. */
    async rulesFor(namespace: string, repository: string): Promise<RetentionRules | undefined> {
      const row = await db
        .selectFrom('retention_policy')
        .select('rules')
        .where('namespace', '=', namespace)
        .where('repository', 'in', [repository, ''])
        .orderBy('repository', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.rules as RetentionRules | undefined
    },

    /** Repositories that have rules, all or those of a namespace, after `last` in order of name. */
    async ruled(last: string, limit: number, namespace?: string): Promise<string[]> {
      const rows = await db
        .selectFrom('repository')
        .innerJoin('retention_policy', 'retention_policy.namespace', 'repository.namespace')
        .select('repository.name')
        .distinct()
        .where((one) =>
          one.or([
            one('retention_policy.repository', '=', ''),
            one('retention_policy.repository', '=', one.ref('repository.name')),
          ]),
        )
        .where('repository.name', '>', last)
        .$if(namespace !== undefined, (query) => query.where('repository.namespace', '=', namespace ?? ''))
        .orderBy('repository.name')
        .limit(limit)
        .execute()
      return rows.map(({ name }) => name)
    },

    async noteRun(repository: string, run: RetentionRun): Promise<void> {
      const values = { at: run.at, tags_removed: run.tagsRemoved, manifests_removed: run.manifestsRemoved }
      await db
        .insertInto('retention_run')
        .values({ repository, ...values })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet(values))
        .execute()
    },

    async lastRun(repository: string): Promise<RetentionRun | undefined> {
      const row = await db
        .selectFrom('retention_run')
        .selectAll()
        .where('repository', '=', repository)
        .executeTakeFirst()
      return row && { at: row.at, tagsRemoved: row.tags_removed, manifestsRemoved: row.manifests_removed }
    },
  }
}
