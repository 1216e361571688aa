import type { Context } from '../platform/context.ts'
import { periodsOf } from './domain/deadline.ts'
import { nextFinding } from './domain/finding-clock.ts'
import type { NoticeId } from './domain/notice.ts'
import { withClock } from './domain/product-finding.ts'
import { findingNotices } from './store/finding-notices.ts'
import { findings } from './store/findings.ts'
import { entryOf } from './tell-findings.ts'

/** A message that went out, and when. */
export interface RecordNoticeSent {
  readonly noticeId: string
  readonly at: Date
}

// public: called for events by the program itself.
/**
 * Writes down that a message about findings was sent. That moment starts the clocks of what it told of (STO-104); of
 * several copies the first one counts. A finding that changed after the message was written waits for its own.
 */
export async function recordNoticeSent(ctx: Context, { noticeId, at }: RecordNoticeSent): Promise<void> {
  await ctx.transaction(async (tx) => {
    const id = noticeId as NoticeId
    const notice = await findingNotices(tx).find(id)
    if (!notice || !(await findings(tx).lockProduct(notice.productId))) return
    if (!(await findingNotices(tx).markSent(id, at))) return
    const items = new Map((await findingNotices(tx).itemsOf(id)).map((item) => [item.findingId, item]))
    const told = (await findings(tx).ofProduct(notice.productId)).flatMap((finding) => {
      const item = items.get(finding.id)
      if (item?.class !== finding.class || item.state !== finding.state) return []
      if (finding.owedSince && finding.owedSince > notice.createdAt) return []
      const next = nextFinding(finding, { type: 'notified', at }, periodsOf(ctx.settings.deadlines))
      if (!next) return []
      const now = withClock(finding, next, at)
      return [{ finding: now, changes: [entryOf(ctx, now, 'notified')] }]
    })
    await findings(tx).put(told)
  })
}
