import { uploadInvalid } from '../domain/errors.ts'

/** A part of a blob, both ends included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** The single range that a Range header asks for, cut to the size. `unsatisfiable` when it is empty or begins behind the end. */
export function byteRange(header: string | undefined, size: number): ByteRange | 'all' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  // Several ranges at once, other units and nonsense may be ignored (RFC 9110).
  if (!match || (match[1] === '' && match[2] === '')) return 'all'
  const [, first = '', last = ''] = match
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start >= size || end < start ? 'unsatisfiable' : { start, end }
}

/** Bytes that a request says it brings; undefined when it does not say. */
export function announcedBytes({ 'content-length': length }: { readonly 'content-length'?: string | undefined }) {
  return length !== undefined && /^\d+$/.test(length) ? { announced: Number(length) } : {}
}

/**
 * Where a chunk begins, from its Content-Range ("0-99", also "bytes 0-99/*"). Undefined without the header.
 * Throws registry.upload_invalid when it contradicts itself or the Content-Length.
 */
export function chunkOffset(contentRange: string | undefined, contentLength: string | undefined): number | undefined {
  if (contentRange === undefined) return undefined
  const match = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/(?:\d+|\*))?$/.exec(contentRange.trim())
  if (!match) throw uploadInvalid({ why: 'its Content-Range is not of the form "first-last".' })
  const start = Number(match[1])
  const end = Number(match[2])
  if (!Number.isSafeInteger(end) || end < start) {
    throw uploadInvalid({ why: 'its Content-Range ends before it begins.' })
  }
  if (contentLength !== undefined && Number(contentLength) !== end - start + 1) {
    throw uploadInvalid({ why: 'its Content-Range and its Content-Length contradict each other.' })
  }
  return start
}
