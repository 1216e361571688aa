import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { FindingNoticeWritten } from './domain/events.ts'
import { isUrgent, mayTellNow, mostInNotice, type NoticeId } from './domain/notice.ts'
import { findingNotices } from './store/finding-notices.ts'
import { findings } from './store/findings.ts'

const page = 100
/** Findings of one product that are told at once. */
const mostOwed = 20_000

// public: run by the queue only.
/**
 * Writes what publishers have to be told: one message for each listing, at most one an hour, at once when something is
 * being exploited (WAT-6). All findings are in it, not just the worst (WAT-3). What may not be told yet waits for a later run.
 */
export async function writeNotices(ctx: Context): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const products = await ctx.transaction((tx) => findingNotices(tx).productsOwed(after, page))
    for (const productId of products) await writeFor(ctx, productId)
    const last = products.at(-1)
    if (last === undefined || products.length < page) return
    after = last
  }
}

async function writeFor(ctx: Context, productId: ProductId): Promise<void> {
  await ctx.transaction(async (tx) => {
    const product = await findings(tx).lockProduct(productId)
    const owed = await findingNotices(tx).owed(productId, mostOwed)
    const createdAt = ctx.clock.now()
    if (!product || !mayTellNow(owed, product.lastNoticeAt, createdAt)) return
    for (let from = 0; from < owed.length; from += mostInNotice) {
      const items = owed.slice(from, from + mostInNotice)
      const id = ctx.newId() as NoticeId
      await findingNotices(tx).insert({ id, productId, urgent: isUrgent(items), createdAt }, items)
      const event: FindingNoticeWritten = { type: 'finding.notice-written', noticeId: id }
      await ctx.publish(tx, event)
    }
  })
}
