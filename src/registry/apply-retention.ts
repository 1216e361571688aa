import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { neededTags, readContent } from './access/read-content.ts'
import { tellManifestRemoved, tellTagRemoved } from './access/tell-removed.ts'
import { type ManifestFate, planRetention, type RetentionRun, type TagFate } from './domain/retention.ts'
import { retentionScope } from './domain/retention-scope.ts'
import { contentHolds } from './store/content-holds.ts'
import { manifests } from './store/manifests.ts'
import { type RepositoryId, repositories } from './store/repositories.ts'
import { repositoryContent } from './store/repository-content.ts'
import { retentionPolicies } from './store/retention-policies.ts'
import { tags } from './store/tags.ts'

/** Deletions in one transaction. */
const batch = 100
const reason = 'clean-up rules'

interface Place {
  readonly id: RepositoryId
  readonly repository: string
}

// public: run by the queue only, for rules that an owner of the publisher has saved.
/**
 * Carries out the rules that hold for a repository, in batches. What moved, was pushed again or is needed by now stays.
 * Answers undefined when there is no repository or no rule.
 */
export async function applyRetention(
  ctx: Context,
  { repository }: { readonly repository: string },
): Promise<RetentionRun | undefined> {
  const { namespace } = retentionScope(repository)
  const found = await ctx.transaction(async (tx) => ({
    id: await repositories(tx).find(repository),
    rules: await retentionPolicies(tx).rulesFor(namespace, repository),
  }))
  if (!found.id || !found.rules) return undefined
  const place = { id: found.id, repository }
  const plan = planRetention(found.rules, await readContent(ctx, found.id, repository), ctx.clock.now())
  const tagsRemoved = await removeTags(
    ctx,
    place,
    plan.tags.filter(({ keep }) => !keep),
  )
  const manifestsRemoved = await removeManifests(
    ctx,
    place,
    plan.manifests.filter(({ keep }) => !keep),
  )
  const run = { at: ctx.clock.now(), tagsRemoved, manifestsRemoved }
  await ctx.transaction((tx) => retentionPolicies(tx).noteRun(repository, run))
  return run
}

async function removeTags(ctx: Context, place: Place, going: readonly TagFate[]): Promise<number> {
  let removed = 0
  for (let i = 0; i < going.length; i += batch) {
    const some = going.slice(i, i + batch).map(({ tag }) => tag)
    removed += await ctx.transaction((tx) => removeSomeTags(ctx, tx, place, some))
  }
  return removed
}

async function removeSomeTags(ctx: Context, tx: Tx, place: Place, going: readonly TagFate['tag'][]): Promise<number> {
  const { id, repository } = place
  await contentHolds(tx).lockForRemoving()
  const unmoved = await repositoryContent(tx).unmovedTags(id, going)
  const needed = await neededTags(ctx.within(tx), repository)
  const held = await contentHolds(tx).heldAmong(
    repository,
    unmoved.map(({ digest }) => digest),
  )
  const free = unmoved.filter(({ name, digest }) => !needed.has(name) && !held.has(digest))
  for (const { name: tag, digest } of free) {
    await tags(tx).remove(id, tag)
    await tellTagRemoved(ctx, tx, { repository, tag, digest, reason })
  }
  return free.length
}

/** Indexes go before their parts and signatures before their images, so what still needs something is seen each time. */
async function removeManifests(ctx: Context, place: Place, going: readonly ManifestFate[]): Promise<number> {
  let left = going.map(({ manifest }) => manifest)
  for (;;) {
    const removed = new Set<string>()
    for (let i = 0; i < left.length; i += batch) {
      const some = left.slice(i, i + batch)
      for (const digest of await ctx.transaction((tx) => removeSomeManifests(ctx, tx, place, some))) removed.add(digest)
    }
    left = left.filter(({ digest }) => !removed.has(digest))
    if (removed.size === 0 || left.length === 0) return going.length - left.length
  }
}

async function removeSomeManifests(
  ctx: Context,
  tx: Tx,
  { id, repository }: Place,
  going: readonly ManifestFate['manifest'][],
): Promise<readonly string[]> {
  // First, so that no hold is placed from here to the end.
  await contentHolds(tx).lockForRemoving()
  const unneeded = await repositoryContent(tx).unneeded(id, going)
  const held = await contentHolds(tx).heldAmong(repository, unneeded)
  const free = unneeded.filter((digest) => !held.has(digest))
  for (const digest of free) {
    await manifests(tx).remove(id, digest, ctx.clock.now())
    await tellManifestRemoved(ctx, tx, { repository, digest, reason })
  }
  return free
}
