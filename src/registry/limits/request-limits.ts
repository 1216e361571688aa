import { hours } from '../../platform/clock.ts'
import type { Context, Ports } from '../../platform/context.ts'
import { networkOf } from '../../platform/network.ts'
import type { Access } from '../access/access.ts'
import {
  type Allowance,
  allowanceOf,
  type Bucket,
  type BucketLimit,
  fullBucket,
  type OpenWindow,
  takeFromBucket,
  takeFromWindow,
  windowAt,
} from '../domain/allowance.ts'
import { tooManyPulls, tooManyRequests } from '../domain/errors.ts'
import { BoundedCache } from '../memory/bounded-cache.ts'

/** Pulls are counted over six hours, as people know it from other registries. */
const pullWindow = hours(6)
/** A pause in the requests saves up for this many seconds: one push or pull is many requests at once. */
const burstSeconds = 20
/** Keys that are counted at a time; who has not been seen for longest is forgotten first. */
const mostKeys = 100_000

/** Counted in the memory of one running program: nothing here waits for anything. */
class RequestCounts {
  readonly windows = new BoundedCache<OpenWindow>(mostKeys)
  readonly buckets = new BoundedCache<Bucket>(mostKeys)
}

const counts = new WeakMap<Ports, RequestCounts>()

function countsOf(ctx: Context): RequestCounts {
  const known = counts.get(ctx.ports)
  if (known) return known
  const fresh = new RequestCounts()
  counts.set(ctx.ports, fresh)
  return fresh
}

/** Who is counted: the account, or the network of callers without one. */
export interface Counted {
  readonly access: Pick<Access, 'accountId'> | undefined
  readonly address: string
}

/** Under what the caller is counted: the account, or an address (IPv6: its /64) without one. */
export const countedAs = ({ access, address }: Counted): string => access?.accountId ?? networkOf(address)

/**
 * Counts the pull of a manifest and answers what is left; undefined when this caller is not limited.
 * A HEAD only looks: tools ask that way whether something is new. Throws registry.too_many_pulls.
 */
export function takePull(ctx: Context, caller: Counted, method: string): Allowance | undefined {
  const { limits } = ctx.settings
  const anonymous = caller.access?.accountId === undefined
  const limit = anonymous ? limits?.anonymousPulls : limits?.accountPulls
  if (!limit) return undefined
  const now = ctx.clock.now().getTime()
  const { windows } = countsOf(ctx)
  const key = countedAs(caller)
  const of = { limit, length: pullWindow }
  const window = windowAt(windows.get(key), of, now)
  if (method === 'HEAD') return allowanceOf(window, of, now)
  windows.set(key, window)
  const allowance = takeFromWindow(window, of, now)
  if (!allowance.allowed) throw tooManyPulls(pullsOver(ctx, allowance, anonymous))
  return allowance
}

function pullsOver(ctx: Context, { limit, resetSeconds }: Allowance, anonymous: boolean) {
  return {
    limit,
    windowSeconds: pullWindow / 1000,
    remaining: 0,
    retryAfter: resetSeconds,
    anonymous,
    host: ctx.settings.registryHost,
  }
}

/**
 * Lets a request through, or throws registry.too_many_requests: so many each second, and a burst after a pause.
 * Callers without an account are counted by address, others by account.
 */
export function takeRequest(ctx: Context, caller: Counted): void {
  const { limits } = ctx.settings
  const perSecond = caller.access?.accountId === undefined ? limits?.addressRequests : limits?.accountRequests
  if (!perSecond) return
  const limit: BucketLimit = { perSecond, burst: perSecond * burstSeconds }
  const now = ctx.clock.now().getTime()
  const { buckets } = countsOf(ctx)
  const key = countedAs(caller)
  let bucket = buckets.get(key)
  if (!bucket) {
    bucket = fullBucket(limit, now)
    buckets.set(key, bucket)
  }
  const retryAfter = takeFromBucket(bucket, limit, now)
  if (retryAfter > 0) throw tooManyRequests({ limit: perSecond, windowSeconds: 1, remaining: 0, retryAfter })
}
