import type { AccountId } from '../../platform/actor.ts'
import type { FieldProblem } from '../../platform/errors.ts'
import type { Id } from '../../platform/ids.ts'

export type PublisherId = Id<'publisher'>

/** Where a publisher stands in the programme (SM-1). */
export type PublisherState = 'applied' | 'rejected' | 'accepted' | 'agreement_signed' | 'active' | 'under_review'

export type PublisherRole = 'viewer' | 'editor' | 'owner'

/** What customers see of a company; entered once (STO-032). */
export interface PublisherProfile {
  readonly legalName: string
  readonly website: string
  readonly phone: string
  readonly email: string
  readonly shortDescription: string
  /** Markdown. */
  readonly story: string
}

export const emptyProfile: PublisherProfile = {
  legalName: '',
  website: '',
  phone: '',
  email: '',
  shortDescription: '',
  story: '',
}

export interface Publisher {
  readonly id: PublisherId
  readonly accountId: AccountId
  /** Name of its account, and of its namespace in the registry. */
  readonly slug: string
  readonly state: PublisherState
  readonly companyName: string
  readonly website: string
  readonly message: string
  readonly appliedBy: AccountId
  readonly appliedAt: Date
  readonly decidedAt?: Date
  readonly decisionReason?: string
  readonly profile: PublisherProfile
  /** The story, rendered and sanitised. */
  readonly storyHtml: string
  readonly logo?: { readonly digest: string; readonly type: string }
  readonly capabilities: { readonly byolUngated: boolean; readonly byolGated: boolean }
}

export type PublisherEvent = 'accept' | 'reject' | 'reapply' | 'sign' | 'complete' | 'review' | 'release'

const moves: Record<PublisherState, Partial<Record<PublisherEvent, PublisherState>>> = {
  applied: { accept: 'accepted', reject: 'rejected' },
  rejected: { reapply: 'applied' },
  accepted: { sign: 'agreement_signed' },
  agreement_signed: { complete: 'active' },
  active: { review: 'under_review' },
  under_review: { release: 'active' },
}

/** The state after an event, or undefined when it does not apply (SM-1). */
export function nextPublisherState(state: PublisherState, event: PublisherEvent): PublisherState | undefined {
  return moves[state][event]
}

/** True for publishers that customers may see: those who were accepted, have signed and are complete. */
export function isPublic({ state }: Pick<Publisher, 'state'>): boolean {
  return state === 'active' || state === 'under_review'
}

/** True when a role may do what `needed` may. */
export function roleSuffices(role: PublisherRole, needed: PublisherRole): boolean {
  const order: readonly PublisherRole[] = ['viewer', 'editor', 'owner']
  return order.indexOf(role) >= order.indexOf(needed)
}

/** What the profile still lacks before products can be submitted (STO-032). */
export function profileProblems(profile: PublisherProfile, hasLogo: boolean): FieldProblem[] {
  const problems: Record<string, string | undefined> = {
    legalName: profile.legalName.trim() === '' ? 'Enter the legal name of the company.' : undefined,
    website: isHttps(profile.website)
      ? undefined
      : 'Enter the address of the company website, beginning with https://.',
    phone: /^\+?[0-9][0-9 ()./-]{5,24}$/.test(profile.phone.trim())
      ? undefined
      : 'Enter a phone number with its country code, such as +44 20 7946 0018.',
    email: isEmail(profile.email) ? undefined : 'Enter an e-mail address of the company.',
    logo: hasLogo ? undefined : 'Upload a square logo of at least 512 × 512 pixels.',
  }
  return Object.entries(problems).flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]))
}

/** True for an https address without credentials. */
export function isHttps(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.hostname.includes('.')
}

function isEmail(text: string): boolean {
  return /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}\.[^\s@<>".]{2,}$/.test(text.trim())
}

/** The publisher after its agreement or profile changed: complete ones become active by themselves (SM-1). */
export function settle(publisher: Publisher): Publisher {
  if (profileProblems(publisher.profile, publisher.logo !== undefined).length > 0) return publisher
  return { ...publisher, state: nextPublisherState(publisher.state, 'complete') ?? publisher.state }
}
