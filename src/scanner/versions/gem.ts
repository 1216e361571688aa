import { compareDigits, compareText, orderOf, type VersionOrder } from './version-order.ts'

/** RubyGems versions: numbers and words in turn; a word makes it older than the same version without, `-` is `.pre.`. */
export const gemOrder: VersionOrder = orderOf('gem', parseGemVersion, compareSegments)

const SHAPE = /^[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

function parseGemVersion(text: string): readonly string[] | undefined {
  const trimmed = text.trim()
  if (!SHAPE.test(trimmed)) return undefined
  const segments = trimmed.replaceAll('-', '.pre.').match(/[0-9]+|[A-Za-z]+/g) ?? []
  const firstWord = segments.findIndex((segment) => !isNumber(segment))
  if (firstWord < 0) return withoutZerosAtEnd(segments)
  return [...withoutZerosAtEnd(segments.slice(0, firstWord)), ...withoutZerosAtEnd(segments.slice(firstWord))]
}

/** Zeros at the end mean nothing, neither before the first word: 1.0.a is 1.a. */
function withoutZerosAtEnd(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1)
}

/** A version that has ended goes on with zeros; words come before numbers. */
function compareSegments(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const left = a[at] ?? '0'
    const right = b[at] ?? '0'
    const difference = Number(isNumber(left)) - Number(isNumber(right)) || compareAlike(left, right)
    if (difference !== 0) return difference
  }
  return 0
}

function compareAlike(a: string, b: string): number {
  return isNumber(a) ? compareDigits(a, b) : compareText(a, b)
}

function isNumber(segment: string): boolean {
  return /^[0-9]/.test(segment)
}
