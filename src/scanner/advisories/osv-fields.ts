/** Readers for fields of records from strangers: they take what fits and leave out the rest. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function records(value: unknown): readonly Record<string, unknown>[] {
  return list(value).filter(isRecord)
}

/** A text that is not empty, cut at `limit` characters, without what databases do not take. Line breaks stay. */
export function text(value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  return (value.length > limit ? value.slice(0, limit) : value).replace(/[\0\p{Surrogate}]/gu, '\ufffd')
}

export function texts(value: unknown, limit: number): string[] {
  const found = list(value)
    .slice(0, limit)
    .flatMap((item) => text(item, 500) ?? [])
  return [...new Set(found)]
}
