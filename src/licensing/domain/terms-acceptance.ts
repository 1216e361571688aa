import type { PlanId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

/** A person accepted terms for an account: which, whose, who, when, by which way (STO-071). */
export interface TermsAcceptance {
  readonly id: Id<'terms_acceptance'>
  readonly accountId: AccountId
  readonly acceptedBy: AccountId
  readonly planId: PlanId
  readonly hash: string
  readonly version: string
  /** `web` = signed in with a browser, `api` = with an access token. */
  readonly channel: 'web' | 'api'
  readonly at: Date
}
