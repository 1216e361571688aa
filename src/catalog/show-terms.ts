import type { Context } from '../platform/context.ts'
import type { PlanId, PlanTerms } from './domain/listing.ts'
import { getPlan } from './find-listing.ts'

// public: terms are read before anybody signs in (STO-133).
/** The terms of a plan on offer, with the hash that an acceptance names. */
export async function showTerms(ctx: Context, input: { planId: PlanId }): Promise<PlanTerms & { planId: PlanId }> {
  const { plan } = await getPlan(ctx, input.planId)
  return { planId: plan.id, ...plan.terms }
}
