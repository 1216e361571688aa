import { minutes } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { claims, type Removal } from '../store/claims.ts'

/**
 * How long a removal is believed to be under way. Its owner dates it anew right before it removes, so that nobody takes it over
 * while the bytes may still go.
 */
const patience = minutes(5)
/** Removals that are dated together. */
const atOnce = 50
/** After so long they are dated again: a storage may take its time for each of them. */
const fresh = minutes(1)

/** Removes the bytes of blobs whose rows are gone, and then lets others bring them again. Outside of transactions. */
export async function removeBytes(ctx: Context, remover: string, removals: readonly Removal[]): Promise<void> {
  for (let left = removals.map(({ digest }) => digest); left.length > 0; ) {
    const datedAt = ctx.clock.now()
    const mine = await ctx.transaction((tx) => claims(tx).keepRemovals(remover, left.slice(0, atOnce), datedAt))
    const gone = await removeWhileFresh(ctx, mine, datedAt)
    await ctx.transaction((tx) => claims(tx).endRemovals(remover, gone))
    left = [...mine.slice(gone.length), ...left.slice(atOnce)]
  }
}

async function removeWhileFresh(ctx: Context, digests: readonly Digest[], datedAt: Date): Promise<readonly Digest[]> {
  const until = datedAt.getTime() + fresh
  for (const [index, digest] of digests.entries()) {
    if (ctx.clock.now().getTime() > until) return digests.slice(0, index)
    await ctx.ports.blobs.remove(digest)
  }
  return digests
}

/** Ends removals whose owner has died: of one digest, or 500 of all. Answers how many there were. */
export async function endAbandonedRemovals(ctx: Context, digest?: Digest): Promise<number> {
  const remover = ctx.newId<'remover'>()
  const now = ctx.clock.now()
  const abandoned = await ctx.transaction((tx) => claims(tx).takeOverRemovals(remover, deadBefore(ctx), now, digest))
  await removeBytes(ctx, remover, abandoned)
  return abandoned.length
}

/** Removals begun before this moment have no owner any more. Nobody else works on a store that is alone: there a restart says so. */
function deadBefore(ctx: Context): Date {
  const late = new Date(ctx.clock.now().getTime() - patience)
  const { startedAt } = memoryOf(ctx)
  return ctx.settings.alone && startedAt > late ? startedAt : late
}
