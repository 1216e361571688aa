import { listingOf, type ProductId } from '../catalog/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { membersOf, type PublisherId } from '../publishers/index.ts'
import {
  deadlineMissedMessage,
  deadlineNearMessage,
  type FindingLine,
  findingNoticeMessage,
} from './domain/finding-messages.ts'
import type { Message } from './domain/message.ts'
import { noticeKey } from './domain/notification.ts'
import { readersAt, readersBehind, readersOnDesk, tell } from './tell.ts'

// public: called for events by the program itself.

interface AboutFindings {
  readonly productId: ProductId
  readonly publisherId: PublisherId
}

/** A message about findings of a product, as the vulnerabilities module wrote it. */
export interface FindingNotice extends AboutFindings {
  readonly noticeId: string
  readonly urgent: boolean
  readonly findings: readonly FindingLine[]
  readonly hours: Readonly<Partial<Record<FindingLine['class'], number>>>
  /** People who chose classes of their own (STO-097). */
  readonly subscribers: readonly { readonly accountId: AccountId; readonly classes: readonly FindingLine['class'][] }[]
}

/**
 * STO-186: tells owners and editors of the publisher, and members who subscribed; each of what they chose, owners and
 * editors of all that has a deadline. Answers whether a mail goes out; its sending is told by `notification.notice-sent`,
 * and deadlines count from then (STO-104). Without anybody who has an address the inbox has to do.
 */
export async function tellFindings(ctx: Context, notice: FindingNotice): Promise<{ readonly byMail: boolean }> {
  const { publisherId, subscribers, findings } = notice
  const productName = await nameOf(ctx, notice.productId)
  const members = new Set((await membersOf(ctx, publisherId)).map(({ accountId }) => accountId))
  const chosen = new Map(
    subscribers.filter(({ accountId }) => members.has(accountId)).map((s) => [s.accountId, s.classes]),
  )
  const working = await readersAt(ctx, publisherId)
  const others = await readersBehind(
    ctx,
    [...chosen.keys()].filter((id) => !working.some(({ accountId }) => accountId === id)),
  )
  let byMail = false
  for (const reader of [...working, ...others]) {
    const wanted = wantedBy(chosen.get(reader.accountId), working.includes(reader))
    const lines = findings.filter((finding) => wanted(finding, notice.hours))
    if (lines.length === 0) continue
    await tell(ctx, [reader], {
      kind: 'finding.notice',
      dedupeKey: noticeKey(notice.noticeId),
      message: findingNoticeMessage({ ...notice, findings: lines, productName }),
    })
    byMail ||= reader.email !== undefined
  }
  return { byMail }
}

/** Who chose nothing is told of everything; whoever has to act is told of all that has a deadline. */
function wantedBy(classes: readonly FindingLine['class'][] | undefined, mustAct: boolean) {
  return (finding: FindingLine, hours: FindingNotice['hours']): boolean =>
    classes === undefined || classes.includes(finding.class) || (mustAct && hours[finding.class] !== undefined)
}

/** Findings of a product whose clock has something to say. */
export interface FindingsDue extends AboutFindings {
  /** ISO 8601: tells the reminders of one finding apart. */
  readonly at: string
  readonly findings: readonly {
    readonly id: string
    readonly vulnerability: string
    readonly class: string
    readonly deadline?: string
  }[]
}

/** STO-187: half of the time has passed, or one day is left. */
export async function tellDeadlineNear(ctx: Context, due: FindingsDue): Promise<void> {
  await tellDue(ctx, due, 'finding.deadline_near', deadlineNearMessage)
}

/** STO-187: a deadline was missed. */
export async function tellDeadlineMissed(ctx: Context, due: FindingsDue): Promise<void> {
  await tellDue(ctx, due, 'finding.deadline_missed', deadlineMissedMessage)
}

async function tellDue(
  ctx: Context,
  { productId, publisherId, at, findings }: FindingsDue,
  kind: 'finding.deadline_near' | 'finding.deadline_missed',
  messageOf: (news: { productName: string; findings: FindingsDue['findings']; forStaff: boolean }) => Message,
): Promise<void> {
  const productName = await nameOf(ctx, productId)
  const dedupeKey = `${kind}:${productId}:${at}:${findings[0]?.id}`
  const news = { productName, findings }
  await tell(ctx, await readersAt(ctx, publisherId), {
    ...{ kind, dedupeKey },
    message: messageOf({ ...news, forStaff: false }),
  })
  await tell(ctx, await readersOnDesk(ctx, 'security'), {
    kind: 'desk.work',
    dedupeKey: `desk:${dedupeKey}`,
    message: messageOf({ ...news, forStaff: true }),
  })
}

async function nameOf(ctx: Context, productId: ProductId): Promise<string> {
  return (await listingOf(ctx, productId))?.name ?? 'Your product'
}
