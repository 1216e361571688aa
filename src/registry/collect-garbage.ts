import { setTimeout as wait } from 'node:timers/promises'
import { minutes, seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { countCollected } from '../platform/metrics.ts'
import { endAbandonedRemovals, removeBytes } from './access/removals.ts'
import { grow, type Pace, resting } from './domain/collection-pace.ts'
import type { CollectionRun } from './domain/collection-run.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { candidates } from './store/candidates.ts'
import type { Removal } from './store/claims.ts'
import { collectionRuns, type RunStep } from './store/collection-runs.ts'
import { contentHolds } from './store/content-holds.ts'
import { garbage } from './store/garbage.ts'

/** A run whose worker was not heard of for so long is taken over. A batch takes a fraction of a second. */
const silence = minutes(2)
/** One job collects for so long and leaves the rest to the next, so that a store that is stopped need not wait. */
const slice = seconds(10)

/** How a piece of collecting ended: `elsewhere` when another program is at it. */
export type Collected = 'complete' | 'stopped' | 'unfinished' | 'elsewhere'

export interface CollectGarbage {
  /** Breaks off after the batch that is under way; the run goes on with the next call. */
  readonly signal?: AbortSignal
  /** True: to the end, whatever it takes. */
  readonly whole?: boolean
  /** True: goes on with an open run, or closes it, but opens none: it may have ended before this job came. */
  readonly onlyOpen?: boolean | undefined
  /** Hears of each batch. */
  readonly onProgress?: (run: CollectionRun) => void
}

// public: housekeeping of the store itself, by the clock; startCollection is the form for people.
/**
 * Collects what nothing needs (decision: garbage is collected from a queue): continues the run that is open or opens one, and
 * works the queue off in small transactions with pauses between them, links first, then blobs. The queue is the state, so it
 * can be broken off anywhere.
 */
export async function collectGarbage(ctx: Context, input: CollectGarbage = {}): Promise<Collected> {
  const run = await takeRun(ctx, input)
  if (!run) return 'elsewhere'
  if (run.stopRequested) return finish(ctx, 'stopped')
  while ((await endAbandonedRemovals(ctx)) > 0);
  // Only what was due when the run began: otherwise a busy store would never see the end of one.
  const before = new Date(run.startedAt.getTime() - ctx.settings.collectionDelay)
  await ctx.transaction(async (tx) => {
    const { due } = await candidates(tx).count(before)
    await collectionRuns(tx).setRemaining(memoryOf(ctx).program, due)
  })
  for (const collect of [collectLinks, collectBlobs]) {
    const end = await workOff(ctx, input, { collect, before, until: ctx.clock.now().getTime() + slice })
    if (end !== 'complete') return end === 'stopped' ? finish(ctx, 'stopped') : end
  }
  return finish(ctx, 'complete')
}

async function takeRun(ctx: Context, { onlyOpen }: CollectGarbage): Promise<CollectionRun | undefined> {
  const now = ctx.clock.now()
  const { program, startedAt } = memoryOf(ctx)
  const silent = new Date(now.getTime() - silence)
  return ctx.transaction(async (tx) => {
    if (!onlyOpen) await collectionRuns(tx).open(ctx.newId(), now, undefined)
    return collectionRuns(tx).take(program, ctx.settings.alone && startedAt > silent ? startedAt : silent, now)
  })
}

async function finish(ctx: Context, outcome: 'complete' | 'stopped'): Promise<'complete' | 'stopped'> {
  await ctx.transaction((tx) => collectionRuns(tx).finish(memoryOf(ctx).program, outcome, ctx.clock.now()))
  return outcome
}

interface Work {
  readonly collect: (ctx: Context, tx: Tx, before: Date, limit: number, remover: string) => Promise<Step>
  readonly before: Date
  readonly until: number
}

interface Step extends RunStep {
  readonly removals: readonly Removal[]
}

async function workOff(ctx: Context, input: CollectGarbage, work: Work): Promise<Collected> {
  let pace: Pace = { limit: 50, rest: 0 }
  for (;;) {
    const begun = performance.now()
    const remover = ctx.newId<'remover'>()
    const { step, run } = await ctx.transaction(async (tx) => {
      await contentHolds(tx).lockForRemoving()
      const step = await work.collect(ctx, tx, work.before, pace.limit, remover)
      return { step, run: await collectionRuns(tx).advance(memoryOf(ctx).program, step, ctx.clock.now()) }
    })
    pace = grow(pace, performance.now() - begun)
    // Also when the run is no longer ours: these rows are gone, and nobody else knows yet that their bytes have to go.
    countCollected({ links: step.linksRemoved, blobs: step.blobsRemoved, bytes: step.bytesFreed })
    await removeBytes(ctx, remover, step.removals)
    if (!run) return 'elsewhere'
    input.onProgress?.(run)
    if (run.stopRequested) return 'stopped'
    if (step.examined === 0) return 'complete'
    if (input.signal?.aborted) return 'unfinished'
    if (!input.whole && ctx.clock.now().getTime() > work.until) return goOnLater(ctx)
    await wait(resting(pace))
  }
}

async function goOnLater(ctx: Context): Promise<'unfinished'> {
  await ctx.transaction((tx) => ctx.enqueue(tx, 'registry.collect-garbage', { onlyOpen: true }))
  return 'unfinished'
}

async function collectLinks(ctx: Context, tx: Tx, before: Date, limit: number): Promise<Step> {
  const { examined, removed } = await garbage(tx).collectLinks({ before, limit, at: ctx.clock.now() })
  return {
    examined,
    linksRemoved: removed.length,
    blobsRemoved: 0,
    bytesFreed: 0,
    queued: removed.length,
    removals: [],
  }
}

async function collectBlobs(ctx: Context, tx: Tx, before: Date, limit: number, remover: string): Promise<Step> {
  const { examined, removals } = await garbage(tx).collectBlobs({ before, limit, at: ctx.clock.now() }, remover)
  const bytesFreed = removals.reduce((sum, { size }) => sum + size, 0)
  return { examined, linksRemoved: 0, blobsRemoved: removals.length, bytesFreed, queued: 0, removals }
}
