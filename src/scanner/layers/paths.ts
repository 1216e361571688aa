/** A path inside the image: no leading slash, no `.`, `..` or empty parts; the root is the empty string (LAY-4). */
export interface NormalPath {
  readonly path: string
  /** True when `..` would have climbed above the root and was dropped. */
  readonly leftRoot: boolean
}

/** Normalises a path of an archive entry (LAY-4). Case is kept. */
export function normalizePath(raw: string): NormalPath {
  if (isNormal(raw)) return { path: raw, leftRoot: false }
  const parts: string[] = []
  let leftRoot = false
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) leftRoot = true
  }
  return { path: parts.join('/'), leftRoot }
}

const UNUSUAL = /(^|\/)(\.{0,2})(\/|$)/

function isNormal(raw: string): boolean {
  return !UNUSUAL.test(raw)
}

/** Reads path bytes as UTF-8. Bytes that are not UTF-8 are kept as `\xHH`, so that two paths never become one (LAY-4). */
export function decodePath(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  return Buffer.from(text, 'utf8').equals(bytes) ? text : escapeInvalid(bytes)
}

function escapeInvalid(bytes: Buffer): string {
  let out = ''
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length === 0) out += `\\x${bytes.toString('hex', at, at + 1)}`
    else out += bytes.toString('utf8', at, at + length)
    at += length || 1
  }
  return out
}

function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0
  if (length < 2) return length
  const piece = bytes.subarray(at, at + length)
  return piece.length === length && Buffer.from(piece.toString('utf8'), 'utf8').equals(piece) ? length : 0
}

/** The folder of a path; the root is the empty string. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** How many folders lie above a path. */
export function depthOf(path: string): number {
  let depth = 0
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++
  return depth
}
