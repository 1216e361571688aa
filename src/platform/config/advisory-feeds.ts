import { Type } from 'typebox'
import { signatureKeyOf } from '../feeds/feed-signature.ts'

/** A feed of advisories that the store keeps up to date by itself. */
export interface ConfiguredFeed {
  readonly name: string
  /** An http or https address, or the path of a folder or file. */
  readonly address: string
  /** The address as people are shown it: without a query, which may hold a secret. */
  readonly label: string
  /** True when the address is fetched; else it is a path. */
  readonly onWeb: boolean
  /** True when it is not all that the feed has: its records join the others. */
  readonly part: boolean
  /** Address of a text that begins with the SHA-256 of the file. */
  readonly checksum?: string
  /** Address of an Ed25519 signature of the file, and the key in base64. */
  readonly signature?: { readonly address: string; readonly key: string }
}

/** The settings of advisory feeds. */
export const advisoryProperties = {
  advisoryFeeds: Type.String({
    default: '',
    env: 'CHANDLERY_ADVISORY_FEEDS',
    description:
      'Feeds that are fetched by schedule: `NAME=ADDRESS`, separated by semicolons; an address is an http(s) one or a folder. After it may follow `sha256=ADDRESS`, or `signature=ADDRESS key=BASE64` (Ed25519), and `part` for a source that is not the whole feed.',
  }),
  advisoryIntervalHours: Type.Integer({
    default: 6,
    minimum: 1,
    maximum: 8760,
    env: 'CHANDLERY_ADVISORY_INTERVAL_HOURS',
    description: 'Hours between two looks at a feed; one that failed is tried again each hour.',
  }),
  advisoryMaxAgeHours: Type.Integer({
    default: 48,
    minimum: 1,
    maximum: 87_600,
    env: 'CHANDLERY_ADVISORY_MAX_AGE_HOURS',
    description: 'Hours after which advisory data that nobody has confirmed count as old: reports and the desk warn.',
  }),
}

/** Reads the list of feeds. Answers them, and a sentence for everything that is wrong with it. */
export function readFeedList(text: string): { feeds: readonly ConfiguredFeed[]; problems: readonly string[] } {
  const problems: string[] = []
  const feeds: ConfiguredFeed[] = []
  for (const entry of text.split(';').map((part) => part.trim())) {
    if (entry === '') continue
    const read = readFeed(entry.split(/\s+/))
    if (typeof read === 'string') problems.push(`CHANDLERY_ADVISORY_FEEDS: ${read}`)
    else if (feeds.some(({ name }) => name === read.name)) {
      problems.push(`CHANDLERY_ADVISORY_FEEDS: the name ${read.name} is there twice. Give each feed its own.`)
    } else feeds.push(read)
  }
  return { feeds, problems }
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/

function readFeed([first = '', ...more]: readonly string[]): ConfiguredFeed | string {
  const cut = first.indexOf('=')
  const name = first.slice(0, Math.max(cut, 0))
  const address = first.slice(cut + 1)
  if (!namePattern.test(name) || address === '') {
    return `"${first}" is not NAME=ADDRESS. A name has letters, digits, dots and hyphens.`
  }
  if (isWeb(address) && !isFetchable(address)) return `the address of ${name} is wrong, or holds a name or password.`
  const options = new Map(more.map((option) => option.split(/=(.*)/s).slice(0, 2) as [string, string | undefined]))
  const unknown = [...options.keys()].find((option) => !['sha256', 'signature', 'key', 'part'].includes(option))
  if (unknown !== undefined) return `"${unknown}" of ${name} is not known. Known: sha256, signature, key, part.`
  const checksum = options.get('sha256')
  const signature = options.get('signature')
  const key = options.get('key')
  const beside = [checksum, signature].filter((value) => value !== undefined)
  if (beside.length > 0 && !isWeb(address)) return `${name} is a folder or file: it has no checksum or signature.`
  if (beside.some((value) => !isWeb(value) || !isFetchable(value)))
    return `checksum and signature of ${name} must be http(s) addresses.`
  if ((signature === undefined) !== (key === undefined)) return `${name} needs both signature and key, or neither.`
  if (key !== undefined && !signatureKeyOf(key)) return `the key of ${name} is not an Ed25519 public key in base64.`
  return {
    name,
    address,
    label: labelOf(address),
    onWeb: isWeb(address),
    part: options.has('part'),
    ...(checksum !== undefined && { checksum }),
    ...(signature !== undefined && key !== undefined && { signature: { address: signature, key } }),
  }
}

/** What is fetched; everything else is a path. Names and passwords do not belong into addresses, so those are refused below. */
function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address)
}

function isFetchable(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

function labelOf(address: string): string {
  if (!isWeb(address) || !URL.canParse(address)) return address
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`
}
