import type { Context } from '../../platform/context.ts'
import type { Examination } from '../domain/finding.ts'
import { blobExamination } from '../store/blob-examination.ts'

const atOnce = 1000

/** Content that nothing needs and that the collector will never look at, because it is not in its queue. */
export async function examineCollectorQueue(ctx: Context, { repair, report }: Examination): Promise<void> {
  const { links, blobs } = await ctx.transaction((tx) => blobExamination(tx).unqueued())
  if (links + blobs === 0) return
  if (repair) {
    const at = ctx.clock.now()
    while ((await ctx.transaction((tx) => blobExamination(tx).queueUnqueued(at, atOnce))) > 0);
  }
  report({
    check: 'collector queue',
    problem: `Nothing needs ${links} links and ${blobs} blobs, and garbage collection does not know of them.`,
    ...(repair
      ? { repaired: 'They were given to garbage collection.' }
      : { advice: 'Call again with --repair to give them to garbage collection.' }),
  })
}
