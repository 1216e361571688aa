import { compareDigits, compareText, orderOf, type VersionOrder } from './version-order.ts'

/** Kinds of parts, in the order in which they may follow each other; at a difference the later kind is older. */
const kinds = ['number', 'letter', 'suffix', 'suffix-number', 'hash', 'revision', 'end'] as const
type Kind = (typeof kinds)[number]

interface Part {
  readonly kind: Kind
  readonly value: string
}

const before = ['alpha', 'beta', 'pre', 'rc']
const after = ['cvs', 'svn', 'git', 'hg', 'p']
const END: Part = { kind: 'end', value: '' }

/** Alpine versions: `1.2.3a_rc4~hash-r5`. */
export const apkOrder: VersionOrder = orderOf('apk', parseApkVersion, compareApkVersions)

const SHAPE =
  /^([0-9]+(?:\.[0-9]+)*)([a-z])?((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)(?:~([0-9a-f]+))?(?:-r([0-9]+))?$/

function parseApkVersion(text: string): readonly Part[] | undefined {
  const match = SHAPE.exec(text)
  if (!match) return undefined
  const [, numbers = '', letter, suffixes = '', hash, revision] = match
  const parts: Part[] = numbers.split('.').map((value) => ({ kind: 'number', value }))
  if (letter !== undefined) parts.push({ kind: 'letter', value: letter })
  for (const [, suffix = '', number = ''] of suffixes.matchAll(/_([a-z]+)([0-9]*)/g)) {
    parts.push({ kind: 'suffix', value: suffix })
    if (number !== '') parts.push({ kind: 'suffix-number', value: number })
  }
  if (hash !== undefined) parts.push({ kind: 'hash', value: hash })
  if (revision !== undefined) parts.push({ kind: 'revision', value: revision })
  return parts
}

function compareApkVersions(a: readonly Part[], b: readonly Part[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const left = a[at] ?? END
    const right = b[at] ?? END
    const difference = left.kind === right.kind ? compareValues(left, right, at === 0) : compareKinds(left, right)
    if (difference !== 0) return difference
  }
  return 0
}

/** The version that goes on is newer, unless it goes on with a suffix that announces a release. */
function compareKinds(left: Part, right: Part): number {
  if (announces(left)) return -1
  if (announces(right)) return 1
  return kinds.indexOf(right.kind) - kinds.indexOf(left.kind)
}

function announces(part: Part): boolean {
  return part.kind === 'suffix' && before.includes(part.value)
}

function compareValues(left: Part, right: Part, isFirst: boolean): number {
  switch (left.kind) {
    case 'suffix':
      return suffixRank(left.value) - suffixRank(right.value)
    case 'letter':
    case 'hash':
      return compareText(left.value, right.value)
    case 'number':
      // A leading zero makes a part a decimal fraction: 1.05 is older than 1.5.
      if (!isFirst && (left.value.startsWith('0') || right.value.startsWith('0')))
        return compareText(left.value, right.value)
      return compareDigits(left.value, right.value)
    default:
      return compareDigits(left.value, right.value)
  }
}

function suffixRank(suffix: string): number {
  return [...before, ...after].indexOf(suffix)
}
