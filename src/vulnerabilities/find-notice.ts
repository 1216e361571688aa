import type { ProductId } from '../catalog/index.ts'
import { hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { PublisherId } from '../publishers/index.ts'
import type { SeverityClass } from '../scanner/index.ts'
import { type DeadlinePeriods, periodsOf } from './domain/deadline.ts'
import type { FindingState } from './domain/finding-clock.ts'
import type { NoticeId } from './domain/notice.ts'
import { findingNotices } from './store/finding-notices.ts'
import { type FindingSubscriber, findingSubscriptions } from './store/finding-subscriptions.ts'
import { findings } from './store/findings.ts'

/** A message about findings of a product, as notifications tell it. */
export interface FindingNoticeNews {
  readonly noticeId: string
  readonly productId: ProductId
  readonly publisherId: PublisherId
  readonly urgent: boolean
  readonly findings: readonly ToldFinding[]
  /** People who chose what they want to be told of. */
  readonly subscribers: readonly FindingSubscriber[]
  /** Hours from the sending of the message to the deadline, for classes that have one. */
  readonly hours: Readonly<Partial<Record<SeverityClass, number>>>
}

/** A finding as the message tells of it. */
export interface ToldFinding {
  readonly vulnerability: string
  readonly class: SeverityClass
  readonly state: FindingState
  /** True when the publisher knows of it already: only its class, or what is known about it, is new. */
  readonly toldBefore: boolean
  readonly summary: string
  readonly knownExploited: boolean
  readonly fixedVersions: readonly string[]
  readonly tags: readonly { readonly repository: string; readonly tag: string }[]
}

// public: called for events by the program itself.
/** What a message about findings has to say; undefined when it was sent already, or its findings are gone. */
export async function findNotice(
  ctx: Context,
  { noticeId }: { readonly noticeId: string },
): Promise<FindingNoticeNews | undefined> {
  return ctx.transaction(async (tx) => {
    const notice = await findingNotices(tx).find(noticeId as NoticeId)
    const product = notice && (await findings(tx).lockProduct(notice.productId))
    if (!notice || !product || notice.sentAt) return undefined
    const items = await findingNotices(tx).itemsOf(notice.id)
    const known = new Map((await findings(tx).get(items.map(({ findingId }) => findingId))).map((f) => [f.id, f]))
    const told = items.flatMap(({ findingId, state, class: severity }): ToldFinding[] => {
      const finding = known.get(findingId)
      if (!finding) return []
      const { vulnerability, summary, knownExploited, fixedVersions, tags, firstNotifiedAt } = finding
      const toldBefore = firstNotifiedAt !== undefined
      return [{ vulnerability, class: severity, state, toldBefore, summary, knownExploited, fixedVersions, tags }]
    })
    const { productId, publisherId } = product
    return {
      ...{ noticeId, productId, publisherId, urgent: notice.urgent, findings: told },
      subscribers: await findingSubscriptions(tx).of(productId),
      hours: hoursOf(periodsOf(ctx.settings.deadlines)),
    }
  })
}

function hoursOf(periods: DeadlinePeriods): Partial<Record<SeverityClass, number>> {
  return Object.fromEntries(Object.entries(periods).map(([name, ms]) => [name, ms / hours(1)]))
}
