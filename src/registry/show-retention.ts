import type { Context } from '../platform/context.ts'
import { authorizeNamespace } from './access/authorize-namespace.ts'
import { readContent } from './access/read-content.ts'
import { nameUnknown } from './domain/errors.ts'
import {
  planRetention,
  type RetentionPlan,
  type RetentionPolicy,
  type RetentionRules,
  type RetentionRun,
} from './domain/retention.ts'
import { requireSoundRules, retentionScope } from './domain/retention-scope.ts'
import { repositories } from './store/repositories.ts'
import { repositoryContent } from './store/repository-content.ts'
import { retentionPolicies } from './store/retention-policies.ts'

/** The rules of a namespace, for the publisher's people and for staff. */
export async function listRetention(ctx: Context, namespace: string): Promise<readonly RetentionPolicy[]> {
  await authorizeNamespace(ctx, namespace)
  return ctx.transaction((tx) => retentionPolicies(tx).ofNamespace(namespace))
}

export interface PreviewRetention {
  readonly repository: string
  /** Rules that are thought of; undefined: those that hold. */
  readonly rules?: RetentionRules
}

/** What rules would do in a repository now. */
export interface RetentionPreview {
  /** Undefined when no rules hold and none were given: everything stays. */
  readonly rules?: RetentionRules
  readonly plan: RetentionPlan
  /** Bytes that only what goes needs in this repository; others may need them too. */
  readonly bytes: number
  readonly lastRun?: RetentionRun
}

/** What would go, why the rest stays, and how many bytes that may free. Changes nothing. */
export async function previewRetention(ctx: Context, input: PreviewRetention): Promise<RetentionPreview> {
  await authorizeNamespace(ctx, input.repository)
  const { repository } = input
  const { namespace } = retentionScope(repository)
  if (input.rules) requireSoundRules(input.rules)
  const { id, saved, lastRun } = await ctx.transaction(async (tx) => ({
    id: await repositories(tx).find(repository),
    saved: await retentionPolicies(tx).rulesFor(namespace, repository),
    lastRun: await retentionPolicies(tx).lastRun(repository),
  }))
  if (!id) throw nameUnknown({ repository })
  const rules = input.rules ?? saved
  const plan = planRetention(rules ?? { keepTags: [] }, await readContent(ctx, id, repository), ctx.clock.now())
  const going = plan.manifests.filter(({ keep }) => !keep).map(({ manifest }) => manifest.digest)
  const bytes = going.length === 0 ? 0 : await ctx.transaction((tx) => repositoryContent(tx).bytesOf(id, going))
  return { plan, bytes, ...(rules && { rules }), ...(lastRun && { lastRun }) }
}
