import { join } from 'node:path'
import { recordAudit } from '../audit/index.ts'
import { seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { openTally } from '../platform/tally.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { countLostPulls } from './registry-metrics.ts'
import { writeAccessLog } from './write-access-log.ts'

/** How often pulls and grants are written: what a kill can lose at most. */
const interval = seconds(1)

// public: it runs beside requests, on behalf of the store.
/**
 * Writes pulls and grants every second, and a last time when it is told to stop. How many are not written yet stands in
 * a file, so that after a kill the lost ones are counted and are in the audit trail. Answers how to stop.
 */
export async function keepAccessLog(ctx: Context, input: { readonly dataDir: string }): Promise<() => Promise<void>> {
  const { log } = memoryOf(ctx)
  const tally = openTally(join(input.dataDir, 'run', 'unwritten-pulls'))
  if (tally.before > 0) await reportLost(ctx, tally.before)
  log.onWaiting = (waiting) => tally.set(waiting)
  let writing: Promise<void> = Promise.resolve()
  const write = (): Promise<void> => {
    writing = writing
      .then(() => writeAccessLog(ctx))
      .catch((error: unknown) =>
        ctx.log.error({ err: error }, 'Pulls could not be written; they are kept and tried again.'),
      )
    return writing
  }
  const timer = setInterval(() => void write(), interval)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await write()
    log.onWaiting = () => {}
    tally.close()
  }
}

async function reportLost(ctx: Context, count: number): Promise<void> {
  countLostPulls(count)
  ctx.log.warn({ count }, `The store was killed before: ${count} pulls of its last second are in no report`)
  await ctx.transaction((tx) =>
    recordAudit(ctx.within(tx), {
      action: 'registry.pulls_lost',
      subject: { kind: 'registry', id: 'pulls' },
      details: { count },
    }),
  )
}
