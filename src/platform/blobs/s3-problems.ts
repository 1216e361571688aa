import { DomainError } from '../errors.ts'
import { storageFull, storageUnreachable } from './errors.ts'

/** Seconds after which a client may try again. */
const retryAfter = 5
/** A full disk is not emptied in a moment. */
const retryWhenFull = 60

const fullNames = new Set(['XMinioStorageFull', 'InsufficientStorage', 'QuotaExceeded', 'EntityTooLargeForQuota'])

/** What an S3 answer says beyond its name. */
interface Answered {
  readonly name?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** True when S3 said that there is no such key; a bucket that is gone is another matter. */
export function isAbsent(error: unknown): boolean {
  const { name } = answered(error)
  return name === 'NoSuchKey' || name === 'NotFound' || name === 'NoSuchUpload'
}

/** True when a range begins behind the end. */
export function isBeyondEnd(error: unknown): boolean {
  return statusOf(error) === 416
}

/**
 * The caller hears that the storage is full or out of reach, and that trying again makes sense. What S3 really said is
 * the cause, for the log only: it may name hosts and keys.
 */
export function unreachable(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  const { name = '' } = answered(error)
  const refusal =
    fullNames.has(name) || statusOf(error) === 507
      ? storageFull({ retryAfter: retryWhenFull })
      : storageUnreachable({ retryAfter })
  refusal.cause = error
  return refusal
}

function statusOf(error: unknown): number | undefined {
  return answered(error).$metadata?.httpStatusCode
}

const answered = (error: unknown): Answered => (typeof error === 'object' && error !== null ? error : {})
