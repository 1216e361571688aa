/** What is left of a limit after a request, for the answer's headers. */
export interface Allowance {
  readonly allowed: boolean
  readonly limit: number
  /** Never below 0. */
  readonly remaining: number
  /** Seconds until more is allowed again, at least 1. */
  readonly resetSeconds: number
  /** Length of the window in seconds. */
  readonly windowSeconds: number
}

/** So many in a stretch of time, which begins with the first. */
export interface WindowLimit {
  readonly limit: number
  /** Milliseconds. */
  readonly length: number
}

/** How many were taken, until when (milliseconds since 1970). */
export interface OpenWindow {
  taken: number
  readonly endsAt: number
}

/** The window that holds at the moment: the open one, or a fresh one when that is over or the clock was set back. */
export function windowAt(open: OpenWindow | undefined, { length }: WindowLimit, now: number): OpenWindow {
  return open && now < open.endsAt && open.endsAt <= now + length ? open : { taken: 0, endsAt: now + length }
}

/** What a window still allows. */
export function allowanceOf(window: OpenWindow, { limit, length }: WindowLimit, now: number): Allowance {
  return {
    allowed: window.taken < limit,
    limit,
    remaining: Math.max(limit - window.taken, 0),
    resetSeconds: Math.max(Math.ceil((window.endsAt - now) / 1000), 1),
    windowSeconds: Math.round(length / 1000),
  }
}

/** Takes one when there is one left. The allowance says what is left then; refused ones are not counted. */
export function takeFromWindow(window: OpenWindow, limit: WindowLimit, now: number): Allowance {
  if (window.taken >= limit.limit) return allowanceOf(window, limit, now)
  window.taken++
  return { ...allowanceOf(window, limit, now), allowed: true }
}

/** Tokens of a bucket that fills with `perSecond` up to `burst`. */
export interface Bucket {
  tokens: number
  /** Milliseconds since 1970. */
  filledAt: number
}

export interface BucketLimit {
  readonly perSecond: number
  readonly burst: number
}

/** A bucket that nobody has taken from. */
export const fullBucket = ({ burst }: BucketLimit, now: number): Bucket => ({ tokens: burst, filledAt: now })

/** Takes one token; answers 0 when there was one, otherwise after how many seconds there will be. */
export function takeFromBucket(bucket: Bucket, { perSecond, burst }: BucketLimit, now: number): number {
  const passed = Math.max(now - bucket.filledAt, 0)
  bucket.tokens = Math.min(burst, bucket.tokens + (passed * perSecond) / 1000)
  bucket.filledAt = now
  if (bucket.tokens >= 1) {
    bucket.tokens--
    return 0
  }
  return Math.max(Math.ceil((1 - bucket.tokens) / perSecond), 1)
}
