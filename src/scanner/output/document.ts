import { createHash } from 'node:crypto'

/** A document as it is written: indented, with a line break at its end. The order of keys is that of the object. */
export function documentText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** A UUID (RFC 9562, version 8) from the content, so that the same content has the same number everywhere (OUT-1). */
export function contentUuid(content: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest()
  hash[6] = 0x80 | ((hash[6] ?? 0) & 0x0f)
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f)
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The date of the image in the form that all formats take; undefined for what is no date. */
export function imageDate(created: string | undefined): string | undefined {
  const time = created === undefined ? Number.NaN : Date.parse(created)
  // Formats have four digits for the year.
  if (Number.isNaN(time) || time < 0 || time > Date.UTC(9999, 11, 31)) return undefined
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** Where people read about an advisory. */
export function advisoryUrl(id: string): string {
  return `https://osv.dev/vulnerability/${encodeURIComponent(id)}`
}

/** The hex digits of a SHA-256 digest; undefined for other algorithms. */
export function sha256Of(digest: string | undefined): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1]
}
