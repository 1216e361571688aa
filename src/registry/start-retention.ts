import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { authorizeNamespaceOwner } from './access/authorize-namespace.ts'
import { retentionUnknown } from './domain/errors.ts'
import { retentionScope } from './domain/retention-scope.ts'
import { retentionPolicies } from './store/retention-policies.ts'

const pageSize = 500

/** Carries out the rules now, for one repository or all of a namespace. Owners only. Answers how many repositories. */
export async function startRetention(ctx: Context, input: { readonly appliesTo: string }): Promise<number> {
  await authorizeNamespaceOwner(ctx, retentionScope(input.appliesTo).namespace)
  const { namespace, repository: only } = retentionScope(input.appliesTo)
  return ctx.transaction(async (tx) => {
    const ruled = await retentionPolicies(tx).ruled('', pageSize, namespace)
    const chosen = only === undefined ? ruled : ruled.filter((name) => name === only)
    if (chosen.length === 0) throw retentionUnknown({ name: input.appliesTo })
    for (const repository of chosen) await enqueue(ctx, tx, repository)
    await recordAudit(ctx.within(tx), {
      action: 'registry.retention_started',
      subject: { kind: 'repository', id: input.appliesTo, name: input.appliesTo },
      details: { repositories: chosen.length },
    })
    return chosen.length
  })
}

/** One job for each repository; one that waits already is enough. */
async function enqueue(ctx: Context, tx: Tx, repository: string): Promise<void> {
  await ctx.enqueue(tx, 'registry.apply-retention', { repository }, { dedupeKey: repository })
}
