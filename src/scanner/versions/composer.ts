import { compareDigits, orderOf, type VersionOrder } from './version-order.ts'

/** A number as its digits, a word as its place among the stabilities. */
type Part = string | Stability
type Stability = 0 | 1 | 2 | 3 | 4

/** Composer versions, made alike as Composer does and compared as PHP does: dev, alpha, beta, RC, release, patch. */
export const composerOrder: VersionOrder = orderOf('composer', parseComposerVersion, compareComposerVersions)

const STABILITY = '[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[0-9]+)?(?:[.-][0-9]+)*))?([.-]?dev)?'
const CLASSICAL = new RegExp(`^v?([0-9]{1,5})(\\.[0-9]+)?(\\.[0-9]+)?(\\.[0-9]+)?${STABILITY}$`)
const BY_DATE = new RegExp(`^v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3})?)${STABILITY}$`)
const BRANCH = /^v?([0-9]+)(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?[.-]?dev$/

const stabilities: Readonly<Record<string, Stability | undefined>> = {
  dev: 0,
  alpha: 1,
  a: 1,
  beta: 2,
  b: 2,
  rc: 3,
  patch: 4,
  pl: 4,
  p: 4,
}

/** Undefined for the name of a branch, such as `dev-main`, which is neither older nor newer than a number. */
function parseComposerVersion(text: string): readonly Part[] | undefined {
  const version = text
    .trim()
    .toLowerCase()
    .replace(/@(?:stable|rc|beta|alpha|dev)$/, '')
  const plain = version.replace(/\+[^\s+]+$/, '')
  const classical = CLASSICAL.exec(plain)
  if (classical) return [...fourNumbers(classical), ...tailOf(classical[5], classical[6], classical[7])]
  const dated = BY_DATE.exec(plain)
  if (dated) return [...(dated[1]?.split(/[^0-9]/) ?? []), ...tailOf(dated[2], dated[3], dated[4])]
  const branch = BRANCH.exec(plain)
  return branch ? [...branchNumbers(branch), 0] : undefined
}

function fourNumbers(match: RegExpExecArray): string[] {
  return match.slice(1, 5).map((number) => (number ?? '0').replace('.', ''))
}

/** The development branch of a series is newer than each of its releases. */
function branchNumbers(match: RegExpExecArray): string[] {
  return match.slice(1, 5).map((number) => (/[0-9]/.test(number ?? '') ? (number ?? '').replace('.', '') : '9999999'))
}

function tailOf(word: string | undefined, numbers: string | undefined, dev: string | undefined): Part[] {
  const stability = stabilities[word ?? '']
  const known = stability === undefined ? [] : [stability, ...(numbers?.match(/[0-9]+/g) ?? [])]
  return dev ? [...known, 0] : known
}

function compareComposerVersions(a: readonly Part[], b: readonly Part[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const left = a[at]
    const right = b[at]
    const difference =
      typeof left === 'string' && typeof right === 'string' ? compareDigits(left, right) : rank(left) - rank(right)
    if (difference !== 0) return difference
  }
  return 0
}

/** The end stands between RC and a further number, which stands before a patch. */
function rank(part: Part | undefined): number {
  if (part === undefined) return 3.25
  return typeof part === 'string' ? 3.5 : part
}
