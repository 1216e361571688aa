import { compareDigits, compareText, orderOf, type VersionOrder } from './version-order.ts'

interface AlpmVersion {
  readonly epoch: string
  readonly version: string
  readonly release: string | undefined
}

/** Versions of pacman packages, `epoch:version-release`; without a release on one side the releases are not compared. */
export const alpmOrder: VersionOrder = orderOf('alpm', parseAlpmVersion, compareAlpmVersions)

function parseAlpmVersion(text: string): AlpmVersion | undefined {
  const match = /^(?:([0-9]{1,10}):)?([A-Za-z0-9._+~^]*[A-Za-z0-9])(?:-([A-Za-z0-9._]*[A-Za-z0-9]))?$/.exec(text)
  if (!match?.[2] || !/[0-9]/.test(match[2])) return undefined
  return { epoch: match[1] ?? '', version: match[2], release: match[3] }
}

function compareAlpmVersions(a: AlpmVersion, b: AlpmVersion): number {
  const difference = compareDigits(a.epoch, b.epoch) || compareRuns(a.version, b.version)
  if (difference !== 0 || a.release === undefined || b.release === undefined) return difference
  return compareRuns(a.release, b.release)
}

const RUN = /([^A-Za-z0-9]*)([0-9]+|[A-Za-z]+)/g

/** Runs of digits and of letters in turn; more separators are newer, and so is a number where the other has letters. */
function compareRuns(a: string, b: string): number {
  const left = [...a.matchAll(RUN)]
  const right = [...b.matchAll(RUN)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = compareRun(left[at], right[at])
    if (difference !== 0) return difference
  }
  return endOf(a, left, right.length) - endOf(b, right, left.length)
}

function compareRun(left: RegExpMatchArray | undefined, right: RegExpMatchArray | undefined): number {
  const [, leftGap = '', x = ''] = left ?? []
  const [, rightGap = '', y = ''] = right ?? []
  if (leftGap.length !== rightGap.length) return leftGap.length - rightGap.length
  const isNumber = /^[0-9]/.test(x)
  if (isNumber !== /^[0-9]/.test(y)) return isNumber ? 1 : -1
  return isNumber ? compareDigits(x, y) : compareText(x, y)
}

/** What is left after the shared runs: letters at once are older than nothing, all else is newer. */
function endOf(text: string, runs: readonly RegExpMatchArray[], shared: number): number {
  const next = runs[shared]
  if (next === undefined) return 0
  return /^[A-Za-z]/.test(text.slice(next.index)) ? -1 : 1
}
