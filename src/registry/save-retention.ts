import { recordAudit } from '../audit/index.ts'
import { accountNameOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeNamespaceOwner } from './access/authorize-namespace.ts'
import { nameUnknown, retentionUnknown } from './domain/errors.ts'
import type { RetentionPolicy, RetentionRules } from './domain/retention.ts'
import { type RetentionScope, requireSoundRules, retentionScope } from './domain/retention-scope.ts'
import { repositories } from './store/repositories.ts'
import { retentionPolicies } from './store/retention-policies.ts'

export interface SaveRetention {
  /** "acme" for every repository that has no rules of its own, "acme/widget" for one. */
  readonly appliesTo: string
  readonly rules: RetentionRules
}

/**
 * Saves rules of what stays in staging repositories; from then on they are carried out every night. Owners only.
 * Throws registry.retention_not_here, registry.retention_invalid, registry.name_unknown.
 */
export async function saveRetention(ctx: Context, input: SaveRetention): Promise<RetentionPolicy> {
  const scope = await authorizeScope(ctx, input.appliesTo)
  const { rules, appliesTo } = input
  requireSoundRules(rules)
  return ctx.transaction(async (tx) => {
    if (scope.repository && !(await repositories(tx).find(scope.repository))) {
      throw nameUnknown({ repository: scope.repository })
    }
    const policy = { ...scope, rules, updatedAt: ctx.clock.now(), updatedBy: accountNameOf(ctx.actor) ?? 'the store' }
    await retentionPolicies(tx).put(policy)
    await recordAudit(ctx.within(tx), {
      action: 'registry.retention_saved',
      subject: { kind: 'repository', id: appliesTo, name: appliesTo },
      after: rules,
    })
    return policy
  })
}

/** Removes rules: from then on everything stays. Owners only. Throws registry.retention_unknown. */
export async function removeRetention(ctx: Context, input: { readonly appliesTo: string }): Promise<void> {
  const { namespace, repository } = await authorizeScope(ctx, input.appliesTo)
  const { appliesTo } = input
  await ctx.transaction(async (tx) => {
    if (!(await retentionPolicies(tx).remove(namespace, repository))) throw retentionUnknown({ name: appliesTo })
    await recordAudit(ctx.within(tx), {
      action: 'registry.retention_removed',
      subject: { kind: 'repository', id: appliesTo, name: appliesTo },
    })
  })
}

async function authorizeScope(ctx: Context, appliesTo: string): Promise<RetentionScope> {
  const scope = retentionScope(appliesTo)
  await authorizeNamespaceOwner(ctx, scope.namespace)
  return scope
}
