import { type Block, facts, type Message, momentOf, text } from './message.ts'

/** A vulnerability of a published product, for its publisher. */
export interface FindingLine {
  readonly vulnerability: string
  readonly class: 'critical' | 'major' | 'minor' | 'unknown'
  readonly state: string
  readonly toldBefore: boolean
  readonly summary: string
  readonly knownExploited: boolean
  readonly fixedVersions: readonly string[]
  readonly tags: readonly { readonly repository: string; readonly tag: string }[]
}

interface FindingNews {
  readonly productName: string
  readonly urgent: boolean
  readonly findings: readonly FindingLine[]
  /** Hours from this message to the deadline, by class. */
  readonly hours: Readonly<Partial<Record<FindingLine['class'], number>>>
}

const isOpen = ({ state }: FindingLine): boolean => state === 'detected' || state === 'open' || state === 'breached'

/** STO-186: everything that is new about findings of one product, the worst first. */
export function findingNoticeMessage({ productName, urgent, findings, hours }: FindingNews): Message {
  const open = worstFirst(findings.filter((finding) => isOpen(finding)))
  const fresh = open.filter(({ toldBefore }) => !toldBefore)
  const changed = open.filter(({ toldBefore }) => toldBefore)
  const closed = findings.filter((finding) => !isOpen(finding))
  const tag = open[0]?.tags[0]
  return {
    subject: subjectOf(productName, urgent, fresh.length, changed.length),
    summary: [
      counted(fresh.length, 'new', classesOf(fresh)),
      counted(changed.length, 'changed', classesOf(changed)),
      counted(closed.length, 'closed', ''),
    ]
      .filter((part) => part !== '')
      .join(' '),
    blocks: [
      ...(fresh.length > 0 ? [text(`New in published versions of ${productName}:`), listOf(fresh)] : []),
      ...(changed.length > 0 ? [text('You know of these; this is how they stand now:'), listOf(changed)] : []),
      ...(open.length > 0 ? [text(deadlines(hours))] : []),
      ...(closed.length > 0 ? [text('Closed, there is nothing more to do:'), closedList(closed)] : []),
    ],
    action: {
      label: 'See components and vulnerabilities',
      href: tag
        ? `/publisher/scan?repository=${encodeURIComponent(tag.repository)}&reference=${encodeURIComponent(tag.tag)}`
        : '/publisher',
    },
  }
}

function subjectOf(productName: string, urgent: boolean, fresh: number, changed: number): string {
  if (urgent) return `A vulnerability of ${productName} is being exploited`
  if (fresh > 0) return `${fresh === 1 ? 'A new vulnerability' : `${fresh} new vulnerabilities`} in ${productName}`
  return changed > 0
    ? `Vulnerabilities in ${productName} are judged anew`
    : `Vulnerabilities in ${productName} are closed`
}

const counted = (count: number, what: string, more: string): string =>
  count === 0 ? '' : `${count} ${what}${more === '' ? '' : `: ${more}`}.`

const classes = ['critical', 'major', 'minor', 'unknown'] as const
const classNames = { critical: 'critical', major: 'major', minor: 'minor', unknown: 'not yet classified' }

function classesOf(findings: readonly FindingLine[]): string {
  return classes
    .map((name) => ({ name, count: findings.filter((finding) => finding.class === name).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${classNames[name]}`)
    .join(', ')
}

function worstFirst(findings: readonly FindingLine[]): FindingLine[] {
  return [...findings].sort(
    (a, b) =>
      Number(b.knownExploited) - Number(a.knownExploited) ||
      classes.indexOf(a.class) - classes.indexOf(b.class) ||
      (a.vulnerability < b.vulnerability ? -1 : 1),
  )
}

function listOf(findings: readonly FindingLine[]): Block {
  return facts(Object.fromEntries(findings.map((finding) => [finding.vulnerability, lineOf(finding)])))
}

const closedList = (findings: readonly FindingLine[]): Block =>
  facts(Object.fromEntries(findings.map(({ vulnerability, state }) => [vulnerability, closings[state] ?? state])))

const closings: Readonly<Record<string, string>> = {
  fixed: 'Fixed.',
  closed_vex: 'Not affected, as your statement says.',
  documented: 'Documented.',
  withdrawn: 'No advisory says any more that you are affected.',
}

/** "Critical, known to be exploited. Fixed in 3.0.11. In store/acme/widget:1.0.0 and 2 more. What it is about." */
function lineOf({ class: severity, knownExploited, fixedVersions, tags, summary }: FindingLine): string {
  const name = classNames[severity]
  const [first] = tags
  const more = tags.length > 1 ? ` and ${tags.length - 1} more` : ''
  return [
    `${name[0]?.toUpperCase()}${name.slice(1)}${knownExploited ? ', known to be exploited' : ''}.`,
    fixedVersions.length > 0 ? `Fixed in ${fixedVersions.join(', ')}.` : 'No fixed version is known.',
    first ? `In ${first.repository}:${first.tag}${more}.` : '',
    summary,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function deadlines(hours: FindingNews['hours']): string {
  const limits = classes.flatMap((name) => {
    const limit = hours[name]
    return limit === undefined ? [] : [`${classNames[name]} ones within ${inWords(limit)}`]
  })
  return `Publish a version without them: ${limits.join(', ')} of this message. The time of what you were told before goes on as it was, unless it became worse.`
}

const inWords = (hours: number): string => (hours % 24 === 0 && hours > 96 ? `${hours / 24} days` : `${hours} hours`)

interface DeadlineNews {
  readonly productName: string
  readonly findings: readonly { readonly vulnerability: string; readonly class: string; readonly deadline?: string }[]
  readonly forStaff: boolean
}

const deadlineList = ({ findings }: DeadlineNews): Block =>
  facts(
    Object.fromEntries(
      findings.map(({ vulnerability, class: severity, deadline }) => [
        vulnerability,
        deadline === undefined ? severity : `${severity}, due ${momentOf(deadline)}`,
      ]),
    ),
  )

/** STO-187: half of the time has passed, or one day is left. */
export function deadlineNearMessage(news: DeadlineNews): Message {
  const { productName, forStaff } = news
  return {
    subject: `A deadline of ${productName} comes near`,
    summary: 'Vulnerabilities in published versions have to be fixed in time.',
    blocks: [
      text(`These vulnerabilities in published versions of ${productName} are still open:`),
      deadlineList(news),
      text(
        forStaff
          ? 'The publisher was reminded.'
          : 'Publish a version without them before the deadline, or explain in a VEX statement why you are not affected.',
      ),
    ],
    action: forStaff ? { label: 'Open the desk', href: '/desk' } : { label: 'Open the portal', href: '/publisher' },
  }
}

/** STO-187: a deadline was missed. */
export function deadlineMissedMessage(news: DeadlineNews): Message {
  const { productName, forStaff } = news
  return {
    subject: `${productName} missed a deadline`,
    summary: forStaff ? 'Decide whether the listing is put on hold.' : 'The listing may be put on hold.',
    blocks: [
      text(`These vulnerabilities in published versions of ${productName} were not fixed in time:`),
      deadlineList(news),
      text(
        forStaff
          ? 'Decide whether the listing is put on hold.'
          : 'The listing may be put on hold until a version without them is published: nobody new can get it then.',
      ),
    ],
    action: forStaff
      ? { label: 'Open the listings', href: '/desk/listings' }
      : { label: 'Open the portal', href: '/publisher' },
  }
}
