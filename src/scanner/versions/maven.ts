import { compareDigits, compareText, orderOf, type VersionOrder } from './version-order.ts'

/** One piece of a version with what stands before it: a hyphen, also where digits and letters meet, or a dot. */
interface Part {
  readonly before: '-' | '.'
  readonly isNumber: boolean
  /** Digits, or the qualifier by its full lower-case name; the name of a plain release is empty. */
  readonly value: string
}

/** Maven versions by the published version order: numbers, hyphens, and qualifiers of which some announce a release. */
export const mavenOrder: VersionOrder = orderOf('maven', parseMavenVersion, compareMavenVersions)

// Maven takes any text. What has no digit, or what a build tool should have replaced, says nothing about an order.
const SHAPE = /^(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._+-]*$/

const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']
const aliases: ReadonlyMap<string, string> = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
])
/** Single letters that stand for a word when a digit follows at once. */
const letters: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
])

function parseMavenVersion(text: string): readonly Part[] | undefined {
  if (!SHAPE.test(text)) return undefined
  const tokens = text.toLowerCase().match(/[.-]|[0-9]+|[^.0-9-]+/g) ?? []
  const parts: Part[] = []
  let separator: '-' | '.' | undefined = '.'
  for (const [at, token] of tokens.entries()) {
    if (token === '.' || token === '-') {
      if (separator !== undefined) parts.push({ before: separator, isNumber: true, value: '0' })
      separator = token
    } else {
      parts.push(partOf(token, separator ?? '-', tokens[at + 1]))
      separator = undefined
    }
  }
  return withoutEmptyEnds(parts)
}

function partOf(token: string, separator: '-' | '.', next: string | undefined): Part {
  if (isDigits(token)) return { before: separator, isNumber: true, value: token }
  const word = (isDigits(next ?? '') ? letters.get(token) : undefined) ?? aliases.get(token) ?? token
  return { before: '-', isNumber: false, value: word }
}

function isDigits(token: string): boolean {
  return /^[0-9]/.test(token)
}

/** Zeros and release words mean nothing at the end, nor before a hyphen: 1.0.0-rc is 1-rc. */
function withoutEmptyEnds(parts: readonly Part[]): readonly Part[] {
  const kept: Part[] = []
  for (const part of parts) {
    if (part.before === '-') dropEmptyEnd(kept)
    kept.push(part)
  }
  dropEmptyEnd(kept)
  return kept
}

function dropEmptyEnd(parts: Part[]): void {
  for (let last = parts.at(-1); last !== undefined && isEmpty(last); last = parts.at(-1)) parts.pop()
}

function isEmpty({ isNumber, value }: Part): boolean {
  return isNumber ? compareDigits(value, '') === 0 : value === ''
}

function compareMavenVersions(a: readonly Part[], b: readonly Part[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = compareParts(a[at], b[at])
    if (difference !== 0) return difference
  }
  return 0
}

/** Where one version has ended, the other's part is measured by its own zero. */
function compareParts(left: Part | undefined, right: Part | undefined): number {
  if (left === undefined) return right === undefined ? 0 : 0 - compareParts(right, undefined)
  if (right === undefined) return left.isNumber ? compareDigits(left.value, '') : compareWords(left.value, '')
  if (rank(left) !== rank(right)) return rank(left) - rank(right)
  return left.isNumber ? compareDigits(left.value, right.value) : compareWords(left.value, right.value)
}

/** Qualifiers, then numbers after a hyphen, then numbers after a dot. */
function rank({ before, isNumber }: Part): number {
  return isNumber ? (before === '-' ? 1 : 2) : 0
}

/** Known qualifiers in their order, then all others by the alphabet. */
function compareWords(a: string, b: string): number {
  const left = qualifiers.indexOf(a)
  const right = qualifiers.indexOf(b)
  if (left < 0 && right < 0) return compareText(a, b)
  return (left < 0 ? qualifiers.length : left) - (right < 0 ? qualifiers.length : right)
}
