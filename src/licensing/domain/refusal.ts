/** Why a pull is refused: AUT-074…086 in their order, which is the order in which the first one wins (AUT-073). */
export const refusalReasons = [
  'export_blocked',
  'revoked',
  'revoked_by_tag',
  'token_limited',
  'login_required',
  'preparing',
  'payment_failed',
  'expired',
  'hold_no_new',
  'withdrawn',
  'order_required',
  'purchase_required',
  'terms_required',
  'not_in_plan',
  'unknown',
] as const

/** `withdrawn` is ours (STO-080); `unknown` is the one answer for names that are hidden or absent (AUT-072). */
export type RefusalReason = (typeof refusalReasons)[number]

/** No text shown to a registry client is longer (AUT-073), in code points. */
export const longestText = 200

/** A refused pull, as registry, `explain` and the product page tell it. */
export interface Refusal {
  readonly reason: RefusalReason
  /** At most 200 characters; says why and what to do next. */
  readonly text: string
  readonly url?: string
  /** State of the listing. */
  readonly listing?: string
  /** When the answer ends or ended, ISO 8601 UTC. */
  readonly until?: string
}

/** Addresses that refusals point to. */
export interface Links {
  /** Host and port as in image names. */
  readonly registryHost: string
  readonly support: string
  /** Where a person manages access tokens. */
  readonly tokens: string
  /** Where a person pays what is due. */
  readonly billing: string
}

/** The facts that fill a text. */
export interface TextFacts {
  /** The product as people call it. */
  readonly name: string
  /** Product page with the plan. */
  readonly url: string
  /** Slug of the product, for the command line. */
  readonly slug: string
  /** What the publisher or staff gave as reason of the listing's state. */
  readonly why: string
  /** A day in words: of the state, of the end, or until when. */
  readonly day: string
  readonly tag: string
}

/** The sentence of a reason; product name and reason are shortened where it would get too long. */
export function refusalText(reason: RefusalReason, facts: TextFacts, links: Links): string {
  return fitting(facts, (shortened) => textOf(reason, shortened, links))
}

/** The warning that goes with pulls of held content, and of revoked content while its grace lasts (AUT-088). */
export function warningText(kind: 'hold' | 'revoked', facts: TextFacts): string {
  return fitting(facts, ({ name, why, day, url }) =>
    kind === 'hold'
      ? `${name} is on hold${because(why)}; see ${url}`
      : `${name} was revoked${because(why)}; pulls by digest end on ${day}; see ${url}`,
  )
}

/** The answer to a name that is not there, or not for the caller's eyes: the same in both cases (AUT-072). */
export function unknownText(repository: string): string {
  return shorten(`${shorten(repository, 140)} does not exist or is not open to you`, longestText)
}

function textOf(reason: RefusalReason, { name, url, slug, why, day, tag }: TextFacts, links: Links): string {
  switch (reason) {
    case 'export_blocked':
      return `this content cannot be delivered to your location or account; questions: ${links.support}`
    case 'revoked':
      return `${name} was revoked on ${day}${why && `: ${why}`}; see ${url}`
    case 'revoked_by_tag':
      return `${name} was revoked; only pulls by digest are possible until ${day}; see ${url}`
    case 'token_limited':
      return `this token is limited to other content; see ${links.tokens}`
    case 'login_required':
      return `log in first: docker login ${links.registryHost}; then get ${name} at ${url}`
    case 'preparing':
      return `your subscription to ${name} is being set up; try again shortly`
    case 'payment_failed':
      return `payment for ${name} failed and the grace period is over; update your card at ${links.billing}`
    case 'expired':
      return `your subscription to ${name} ended on ${day}; renew at ${url}`
    case 'hold_no_new':
      return `${name} is on hold${because(why)}; new subscriptions are closed; see ${url}`
    case 'withdrawn':
      return `${name} is no longer offered by its publisher; see ${url}`
    case 'order_required':
      return `${name} needs a licence from its publisher: ${url}`
    case 'purchase_required':
      return `${name} needs a paid plan: ${url}`
    case 'terms_required':
      return `accept the terms of ${name} once at ${url} or run: docker store get ${slug}`
    case 'not_in_plan':
      return `tag ${tag} is not part of your plan; see ${url}`
    case 'unknown':
      return unknownText(name)
  }
}

const because = (why: string): string => why && ` (${why})`

/** Cuts the reason first, then name, tag and command; the address stays whole as long as it can. */
function fitting(facts: TextFacts, text: (facts: TextFacts) => string): string {
  const steps: ((facts: TextFacts) => TextFacts)[] = [
    (f) => f,
    (f) => ({ ...f, why: shorten(f.why, roomFor(text, f, 'why')) }),
    (f) => ({ ...f, why: '', name: shorten(f.name, Math.max(roomFor(text, { ...f, why: '' }, 'name'), 20)) }),
    (f) => ({ ...f, why: '', name: shorten(f.name, 20), slug: shorten(f.slug, 30), tag: shorten(f.tag, 30) }),
  ]
  const made = steps.map((step) => text(step(facts)))
  return made.find((candidate) => [...candidate].length <= longestText) ?? shorten(made.at(-1) ?? '', longestText)
}

/** How many characters are left for one part when the others stay as they are. */
function roomFor(text: (facts: TextFacts) => string, facts: TextFacts, part: 'why' | 'name'): number {
  const others = [...text({ ...facts, [part]: '-' })].length - 1
  return Math.max(longestText - others, 0)
}

/** At most `length` code points; three dots say that something is missing. */
function shorten(text: string, length: number): string {
  const points = [...text]
  if (points.length <= length) return text
  return length <= 3
    ? ''
    : `${points
        .slice(0, length - 3)
        .join('')
        .trimEnd()}...`
}
