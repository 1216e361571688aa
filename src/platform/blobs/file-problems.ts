import { storageFull, storageUnreachable } from './errors.ts'

/** Seconds after which a client may try again; a full disk is not emptied in a moment. */
const retryAfter = 5
const retryWhenFull = 60

/** The disk itself, or what is between it and us. */
const failures: ReadonlySet<unknown> = new Set([
  'EIO',
  'EROFS',
  'ESTALE',
  'ENOTCONN',
  'EHOSTDOWN',
  'ETIMEDOUT',
  'EMFILE',
  'ENFILE',
])

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

export function isThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST'
}

/**
 * A disk that is full, or that fails (also one that is mounted from afar and gone), is something the caller should hear in
 * words; everything else stays what it is.
 */
export function refusalOf(error: unknown): unknown {
  const code = codeOf(error)
  const refusal =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? storageFull({ retryAfter: retryWhenFull })
      : failures.has(code) && storageUnreachable({ retryAfter })
  if (!refusal) return error
  refusal.cause = error
  return refusal
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
