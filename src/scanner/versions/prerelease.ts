import { compareDigits, compareText } from './version-order.ts'

/**
 * Compares pre-release identifiers as semantic versioning has it: none is newest, numbers come before words, numbers by
 * value, words by code unit, and a longer list is newer than its beginning.
 */
export function compareIdentifiers(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  for (const [at, left] of a.entries()) {
    const right = b[at]
    if (right === undefined) return 1
    const difference = compareIdentifier(left, right)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function compareIdentifier(a: string, b: string): number {
  const left = isNumber(a)
  const right = isNumber(b)
  if (left !== right) return left ? -1 : 1
  return left ? compareDigits(a, b) : compareText(a, b)
}

function isNumber(identifier: string): boolean {
  return /^[0-9]+$/.test(identifier)
}
