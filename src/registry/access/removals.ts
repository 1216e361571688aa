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
/** Bytes that are removed after each dating. */
const atOnce = 50

/** Removes the bytes of blobs whose rows are gone, and then lets others bring them again. Outside of transactions. */
export async function removeBytes(ctx: Context, remover: string, removals: readonly Removal[]): Promise<void> {
  for (let i = 0; i < removals.length; i += atOnce) {
    const digests = removals.slice(i, i + atOnce).map(({ digest }) => digest)
    const mine = await ctx.transaction((tx) => claims(tx).keepRemovals(remover, digests, ctx.clock.now()))
    for (const digest of mine) await ctx.ports.blobs.remove(digest)
    await ctx.transaction((tx) => claims(tx).endRemovals(remover, mine))
  }
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
