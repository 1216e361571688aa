import { recordAudit } from '../audit/index.ts'
import type { PlanOfListing } from '../catalog/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { termsChanged } from './domain/errors.ts'
import type { TermsAcceptance } from './domain/terms-acceptance.ts'
import { acceptances } from './store/acceptances.ts'

export interface AcceptTerms {
  readonly accountId: AccountId
  /** The person who read and accepted. */
  readonly acceptedBy: AccountId
  readonly plan: PlanOfListing['plan']
  /** Hash of what was read. */
  readonly termsHash: string
}

// public: part of use cases that have authorized the account (subscribe, trial, order).
/**
 * Records that a person accepted exactly the present terms of a plan, in the caller's transaction (STO-071).
 * Throws licensing.terms_changed when other terms were read.
 */
export async function acceptTerms(ctx: Context, input: AcceptTerms): Promise<TermsAcceptance> {
  const { plan, accountId, acceptedBy, termsHash } = input
  if (plan.terms.hash !== termsHash) throw termsChanged()
  const acceptance: TermsAcceptance = {
    id: ctx.newId(),
    accountId,
    acceptedBy,
    planId: plan.id,
    hash: plan.terms.hash,
    version: plan.terms.version,
    channel: ctx.actor.kind === 'token' ? 'api' : 'web',
    at: ctx.clock.now(),
  }
  return ctx.transaction(async (tx) => {
    await acceptances(tx).insert(acceptance)
    await recordAudit(ctx.within(tx), {
      action: 'licensing.terms_accepted',
      subject: { kind: 'plan', id: plan.id, name: plan.name },
      details: { accountId, hash: acceptance.hash, version: acceptance.version, channel: acceptance.channel },
    })
    return acceptance
  })
}
