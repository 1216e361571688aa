import { compareDigits, compareText, orderOf, type VersionOrder } from './version-order.ts'

/** A run of digits or of letters with its rank among what may stand at the same place. */
interface Part {
  readonly rank: number
  readonly text: string
}

/**
 * Versions as upstream projects number their releases: any count of numbers, letters as in `1.1.1w`, words that announce a
 * release and words that follow one. Build metadata after `+` is ignored. Where only a word that says neither makes the
 * difference there is no answer.
 */
export const upstreamOrder: VersionOrder = orderOf('upstream', parseUpstreamVersion, compareUpstreamVersions)

// How tags begin: `v1.2`, `r2`, `RELEASE.2024-01-01`, `jdk-17`.
const PREFIX = /^(?:v|r|rel|release|version|jdk)[-_. ]?(?=[0-9])/i

const ALPHA = 1
const BETA = 2
const CANDIDATE = 3
/** Where a version ends: after what announces it, before what follows it. */
const END = 4
const LETTER = 5
const FOLLOWING = 6
const NUMBER = 7
const UNKNOWN = 8

const words: ReadonlyMap<string, number> = new Map([
  ...ranked(0, 'dev', 'snapshot', 'nightly', 'canary', 'ea'),
  ...ranked(ALPHA, 'alpha', 'pre', 'preview'),
  ...ranked(BETA, 'beta', 'milestone'),
  ...ranked(CANDIDATE, 'rc', 'cr'),
  ...ranked(FOLLOWING, 'pl', 'patch', 'post', 'sp', 'hotfix', 'fix', 'update', 'rev'),
])
const released: ReadonlySet<string> = new Set(['final', 'ga', 'release', 'stable', 'lts'])
/** What single letters mean when digits follow: `p1`, `u372`, `M2`. */
const beforeDigits: ReadonlyMap<string, number> = new Map([...ranked(FOLLOWING, 'p', 'u', 'r'), ...ranked(BETA, 'm')])
/** The same, only where digits come before as well: `1.0b2`, but not `1.8.0_372-b07`. */
const betweenDigits: ReadonlyMap<string, number> = new Map([
  ['a', ALPHA],
  ['b', BETA],
  ['c', CANDIDATE],
])

function ranked(rank: number, ...names: readonly string[]): (readonly [string, number])[] {
  return names.map((name) => [name, rank] as const)
}

function parseUpstreamVersion(text: string): readonly Part[] | undefined {
  const plain = text.trim().replace(PREFIX, '').replace(/\+.*$/, '').toLowerCase()
  if (!/^[0-9][0-9a-z._~ :()-]*$/.test(plain)) return undefined
  const parts: Part[] = []
  for (const { 0: run, index } of plain.matchAll(/[0-9]+|[a-z]+/g)) {
    const rank = isDigit(run) ? NUMBER : rankOfWord(run, plain[index - 1] ?? '', plain[index + run.length] ?? '')
    if (rank !== NUMBER) dropZerosAtEnd(parts)
    if (!released.has(run)) parts.push({ rank, text: run })
  }
  dropZerosAtEnd(parts)
  return parts
}

function rankOfWord(word: string, before: string, after: string): number {
  const known = words.get(word)
  if (known !== undefined) return known
  const meaning = beforeDigits.get(word) ?? (isDigit(before) ? betweenDigits.get(word) : undefined)
  if (meaning !== undefined && isDigit(after)) return meaning
  // After z some projects go on with za, zb …
  return isDigit(before) && /^z?[a-z]$/.test(word) ? LETTER : UNKNOWN
}

function isDigit(text: string): boolean {
  return /^[0-9]/.test(text)
}

/** Zeros mean nothing at the end, nor before a word: 1.0.0-rc1 is 1-rc1. */
function dropZerosAtEnd(parts: Part[]): void {
  for (let last = parts.at(-1); last?.rank === NUMBER && /^0+$/.test(last.text); last = parts.at(-1)) parts.pop()
}

function compareUpstreamVersions(a: readonly Part[], b: readonly Part[]): number | undefined {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const left = a[at] ?? { rank: END, text: '' }
    const right = b[at] ?? { rank: END, text: '' }
    if (left.rank === NUMBER && right.rank === NUMBER) {
      const difference = compareDigits(left.text, right.text)
      if (difference !== 0) return difference
    } else if (left.rank !== right.rank || left.text !== right.text) {
      const difference = compareWords(left, right)
      if (difference !== 0) return difference
    }
  }
  return 0
}

/** Words of one rank mean the same, letters stand in their order, and of an unknown word nothing follows. */
function compareWords(left: Part, right: Part): number | undefined {
  if (left.rank === UNKNOWN || right.rank === UNKNOWN) return undefined
  if (left.rank === LETTER && right.rank === LETTER) return compareText(left.text, right.text)
  return left.rank - right.rank
}
