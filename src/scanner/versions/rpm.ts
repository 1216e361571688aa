import { compareDigits, compareText, orderOf, type VersionOrder } from './version-order.ts'

interface RpmVersion {
  readonly epoch: string
  readonly version: string
  readonly release: string | undefined
}

/** RPM versions `epoch:version-release`; `~` sorts before the end, `^` after it. */
export const rpmOrder: VersionOrder = orderOf('rpm', parseRpmVersion, compareRpmVersions)

function parseRpmVersion(text: string): RpmVersion | undefined {
  const match = /^(?:([0-9]{1,10}|\(none\)):)?([A-Za-z0-9._+~^%{}]+)(?:-([A-Za-z0-9._+~^%{}]+))?$/.exec(text)
  if (!match?.[2] || !/[A-Za-z0-9]/.test(match[2])) return undefined
  return { epoch: match[1] === '(none)' ? '' : (match[1] ?? ''), version: match[2], release: match[3] }
}

function compareRpmVersions(a: RpmVersion, b: RpmVersion): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareParts(a.version, b.version) ||
    compareParts(a.release ?? '', b.release ?? '')
  )
}

const PART = /[0-9]+|[A-Za-z]+|~|\^/g

function compareParts(a: string, b: string): number {
  const left = a.match(PART) ?? []
  const right = b.match(PART) ?? []
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const x = left[at]
    const y = right[at]
    const difference =
      x !== undefined && y !== undefined && rank(x) === rank(y) ? compareAlike(x, y) : rank(x) - rank(y)
    if (difference !== 0) return difference
  }
  return 0
}

/** `~` before the end, then `^`, then letters, then numbers. */
function rank(part: string | undefined): number {
  if (part === '~') return 0
  if (part === undefined) return 1
  if (part === '^') return 2
  return /^[0-9]/.test(part) ? 4 : 3
}

function compareAlike(x: string, y: string): number {
  return /^[0-9]/.test(x) ? compareDigits(x, y) : compareText(x, y)
}
