import { storageFull } from './errors.ts'

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

export function isThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST'
}

/** A full disk is something the caller should hear in words; everything else stays what it is. */
export function refusalOf(error: unknown): unknown {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? storageFull() : error
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
