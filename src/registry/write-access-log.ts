import type { Context } from '../platform/context.ts'
import type { PullsRecorded } from './domain/events.ts'
import type { PullEvent } from './domain/pull-class.ts'
import type { Noted } from './memory/access-buffer.ts'
import type { HandedOut } from './memory/handed-out.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { countLostPulls } from './registry-metrics.ts'
import { accessLog, type PullEvent as KeptPull } from './store/access-log.ts'

/** Rows in one statement: 18 values each, far below the 65,535 that PostgreSQL takes. */
const batch = 1000

// public: it writes what other requests left behind and hands nothing out.
/**
 * Writes the pulls and grants since the last time in one transaction and tells who counts them (STO-201, AUT-103).
 * What cannot be written is kept and goes out with the next batch.
 */
export async function writeAccessLog(ctx: Context): Promise<void> {
  const { log } = memoryOf(ctx)
  const noted = log.take(ctx.clock.now())
  if (noted.pulls.length === 0 && noted.grants.length === 0) return
  try {
    await ctx.transaction(async (tx) => {
      await write(ctx, accessLog(tx), noted)
      const items = countsOf(noted.pulls)
      const event: PullsRecorded = { type: 'pulls.recorded', batchId: ctx.newId(), items }
      if (items.length > 0) await ctx.publish(tx, event)
    })
  } catch (error) {
    const givenUp = log.giveBack(noted)
    if (givenUp > 0) countLostPulls(givenUp)
    throw error
  }
  log.written(noted)
}

async function write(ctx: Context, rows: ReturnType<typeof accessLog>, { pulls, grants }: Noted): Promise<void> {
  for (let i = 0; i < pulls.length; i += batch) {
    await rows.addPulls(pulls.slice(i, i + batch).map((pull) => kept(ctx.newId(), pull)))
  }
  for (let i = 0; i < grants.length; i += batch) {
    await rows.addGrants(grants.slice(i, i + batch).map((grant) => ({ ...grant, id: ctx.newId() })))
  }
}

function kept(id: KeptPull['id'], { request, action, times, absorbed }: PullEvent<HandedOut>): KeptPull {
  const { access, origin, admission, repository, tag, digest, method, at } = request
  return {
    id,
    at,
    repository,
    ...(tag !== undefined && { tag }),
    digest,
    method,
    action,
    times,
    absorbed,
    counted: isCounted(request),
    customerClass: admission?.customerClass ?? 'none',
    ...(access.accountId !== undefined && { accountId: access.accountId, accountName: access.name }),
    ...(admission?.planId !== undefined && { planId: admission.planId }),
    ...(admission?.subscriptionId !== undefined && { subscriptionId: admission.subscriptionId }),
    ...(admission?.productId !== undefined && { productId: admission.productId }),
    ...origin,
  }
}

/** Only customers count: not staff, not the publisher's own people, not work in staging (AUT-097). */
const isCounted = ({ admission }: HandedOut): boolean => admission?.via === 'plan'

function countsOf(pulls: readonly PullEvent<HandedOut>[]): PullsRecorded['items'] {
  const counts = new Map<string, { repository: string; productId?: string; count: number }>()
  for (const { request, action, times } of pulls) {
    if (!isCounted(request) || action === 'version_check') continue
    const { repository, admission } = request
    const productId = admission?.productId
    const known = counts.get(repository)
    if (known) known.count += times
    else counts.set(repository, { repository, ...(productId !== undefined && { productId }), count: times })
  }
  return [...counts.values()]
}
