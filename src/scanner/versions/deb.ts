import { compareDigits, orderOf, type VersionOrder } from './version-order.ts'

interface DebVersion {
  readonly epoch: string
  readonly upstream: string
  readonly revision: string
}

/** Debian versions: epoch, upstream version, revision; `~` sorts before everything, even the end. */
export const debOrder: VersionOrder = orderOf('deb', parseDebVersion, compareDebVersions)

function parseDebVersion(text: string): DebVersion | undefined {
  const colon = text.indexOf(':')
  const epoch = colon < 0 ? '' : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  const hyphen = rest.lastIndexOf('-')
  const upstream = hyphen < 0 ? rest : rest.slice(0, hyphen)
  const revision = hyphen < 0 ? '' : rest.slice(hyphen + 1)
  if (colon >= 0 && !/^[0-9]{1,9}$/.test(epoch)) return undefined
  if (!/^[0-9][A-Za-z0-9.+:~-]*$/.test(upstream)) return undefined
  if (hyphen >= 0 && !/^[A-Za-z0-9.+~]+$/.test(revision)) return undefined
  return { epoch, upstream, revision }
}

function compareDebVersions(a: DebVersion, b: DebVersion): number {
  return compareDigits(a.epoch, b.epoch) || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision)
}

/** Alternates between a run without digits, compared by rank, and a run of digits, compared by value. */
function compareParts(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = rank(a, i) - rank(b, j)
      if (difference !== 0) return difference
      i++
      j++
    }
    const left = digitsAt(a, i)
    const right = digitsAt(b, j)
    const difference = compareDigits(left, right)
    if (difference !== 0) return difference
    i += left.length
    j += right.length
  }
  return 0
}

/** `~`, then the end and digits, then letters, then the rest. */
function rank(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0
  const char = text[at] ?? ''
  if (char === '~') return -1
  const code = char.charCodeAt(0)
  return /[A-Za-z]/.test(char) ? code : code + 256
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x30 && code <= 0x39
}

function digitsAt(text: string, start: number): string {
  let end = start
  while (end < text.length && isDigit(text, end)) end++
  return text.slice(start, end)
}
