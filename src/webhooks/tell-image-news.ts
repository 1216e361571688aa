import { after, days, seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { findPublisherByNamespace } from '../publishers/index.ts'
import {
  type ImageDeleted,
  type ImagePushed,
  type PullsRecorded,
  resolveImage,
  type TagDeleted,
} from '../registry/index.ts'
import {
  type CountedPulls,
  deleteBody,
  pullsBody,
  type ScannedImage,
  scanBody,
  tagPushBody,
  type WebhookBody,
  withMorePulls,
} from './domain/body.ts'
import { type Webhook, wantsRepository } from './domain/webhook.ts'
import { queueDelivery, recordEvent } from './record-event.ts'
import { deliveries } from './store/deliveries.ts'
import { webhooks } from './store/webhooks.ts'

// public: called for events by the program itself.

/** STO-198: a tag was pushed. A manifest without a tag is part of something that gets one, and is not told of. */
export async function tellPushed(ctx: Context, event: ImagePushed): Promise<void> {
  const { repository, tag, digest, by: author } = event
  const publisher = await stagingOwner(ctx, repository)
  if (!publisher || tag === undefined) return
  const image = await resolveImage(ctx, { repository, reference: digest })
  const pushedAt = event.at ?? image?.pushedAt.toISOString() ?? ctx.clock.now().toISOString()
  const platforms = image?.platforms ?? []
  const pushed = { repository, tag, digest, platforms, pushedAt, ...(author !== undefined && { author }) }
  await recordEvent(ctx, {
    publisherId: publisher.id,
    event: 'push',
    repository,
    dedupeKey: `push:${repository}:${tag}@${digest}:${pushedAt}`,
    body: tagPushBody(ctx.settings, pushed, ctx.clock.now()),
  })
}

/** A tag or a manifest was taken away. The store's own copies come and go without being told of. */
export async function tellDeleted(ctx: Context, event: ImageDeleted | TagDeleted): Promise<void> {
  const { repository, digest, at, by: author } = event
  const tag = event.type === 'tag.deleted' ? event.tag : undefined
  const publisher = await stagingOwner(ctx, repository)
  if (!publisher || (tag === undefined && digest === undefined)) return
  const deletedAt = at ?? ctx.clock.now().toISOString()
  const deleted = {
    repository,
    deletedAt,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
    ...(author !== undefined && { author }),
  }
  await recordEvent(ctx, {
    publisherId: publisher.id,
    event: 'delete',
    repository,
    dedupeKey: `delete:${repository}:${tag ?? ''}@${digest ?? ''}:${deletedAt}`,
    body: deleteBody(ctx.settings, deleted, ctx.clock.now()),
  })
}

/** A scan came to its end. */
export async function tellScanned(ctx: Context, scanned: ScannedImage & { readonly at?: string }): Promise<void> {
  const { repository, digest, state, at = '' } = scanned
  const publisher = await stagingOwner(ctx, repository)
  if (!publisher) return
  await recordEvent(ctx, {
    publisherId: publisher.id,
    event: 'scan',
    repository,
    dedupeKey: `scan:${repository}@${digest}:${state}:${at}`,
    body: scanBody(ctx.settings, scanned, ctx.clock.now()),
  })
}

/** How long counts are gathered before they are sent. */
const gathering = seconds(60)
/** Nothing is added so shortly before the sending. */
const margin = seconds(5)

/** Customers pulled: counts are gathered for a minute and sent as one delivery, however many pulls there were. */
export async function tellPulled(ctx: Context, { batchId, items }: PullsRecorded): Promise<void> {
  const byPublisher = new Map<string, CountedPulls[]>()
  for (const { repository, count } of items) {
    const [place, slug] = repository.split('/')
    if (place !== 'store' || slug === undefined) continue
    byPublisher.set(slug, [...(byPublisher.get(slug) ?? []), { repository, count }])
  }
  for (const [slug, pulls] of byPublisher) {
    const publisher = await findPublisherByNamespace(ctx, slug)
    if (!publisher) continue
    await ctx.transaction(async (tx) => {
      for (const webhook of await webhooks(tx).listening(publisher.id, 'pull')) {
        const wanted = pulls.filter(({ repository }) => wantsRepository(webhook, repository))
        if (wanted.length > 0) await gather(ctx, tx, webhook, batchId, wanted)
      }
    })
  }
}

async function gather(ctx: Context, tx: Tx, webhook: Webhook, batch: string, pulls: readonly CountedPulls[]) {
  const now = ctx.clock.now()
  // Two batches at the same moment take turns, else each would open a delivery of its own.
  await webhooks(tx).lock(webhook.id)
  if (await deliveries(tx).hasBatch(webhook.id, batch, after(now, -days(1)))) return
  const open = await deliveries(tx).openForPulls(webhook.id, after(now, margin))
  if (open) {
    const body = withMorePulls(ctx.settings, JSON.parse(open.body) as WebhookBody, pulls, now)
    await deliveries(tx).addBatch(open.id, JSON.stringify(body), batch)
    return
  }
  await queueDelivery(ctx, tx, webhook, {
    event: 'pull',
    dedupeKey: `pull:${batch}`,
    body: pullsBody(ctx.settings, { from: now, repositories: pulls }, now),
    dueAt: after(now, gathering),
    batch,
  })
}

/** The publisher in whose staging namespace the repository lies. */
function stagingOwner(ctx: Context, repository: string) {
  const [namespace = '', second] = repository.split('/')
  return second === undefined ? undefined : findPublisherByNamespace(ctx, namespace)
}
