import { plainText } from '../plain-text.ts'

/** A JSON object from a stranger. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Text of at most 2,000 characters that is fit for screens; undefined for anything else and for nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? plainText(value.trim(), 2000) : undefined
}

/** A moment; undefined when it cannot be read. */
export function momentOf(value: unknown): Date | undefined {
  const at = typeof value === 'string' ? new Date(value) : undefined
  return at && !Number.isNaN(at.getTime()) ? at : undefined
}

/** A digest in the form of image digests, from the name of its algorithm and its hex digits. */
export function digestName(algorithm: unknown, hex: unknown): string | undefined {
  if (typeof algorithm !== 'string' || typeof hex !== 'string' || !/^[0-9a-f]{64,128}$/i.test(hex)) return undefined
  const name = algorithm.toLowerCase().replace(/[^a-z0-9]/g, '')
  return name === 'sha256' || name === 'sha512' ? `${name}:${hex.toLowerCase()}` : undefined
}
