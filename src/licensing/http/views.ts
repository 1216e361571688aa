import { type Static, Type } from 'typebox'
import type { ByolOrderDetails } from '../describe-byol-orders.ts'
import type { SubscriptionDetails } from '../describe-subscriptions.ts'
import { dayOf } from '../domain/period.ts'
import type { PullDecision } from '../domain/pull-question.ts'
import { stateText } from '../domain/subscription.ts'
import type { EntitledVersion } from '../list-entitled-versions.ts'
import type { Entitlement, PlanEntitlement } from '../show-entitlement.ts'

const date = Type.String({ format: 'date-time' })
const noDate = Type.Union([date, Type.Null()])
const MoneyView = Type.Object({ amount: Type.String(), currency: Type.String() })

export const PullCommandView = Type.Object({
  repository: Type.String(),
  tag: Type.String(),
  command: Type.String(),
})
export type PullCommandView = Static<typeof PullCommandView>

export const SubscriptionView = Type.Object({
  id: Type.String(),
  account: Type.String(),
  product: Type.Object({
    id: Type.String(),
    slug: Type.String(),
    name: Type.String(),
    path: Type.String(),
    iconUrl: Type.Union([Type.String(), Type.Null()]),
  }),
  plan: Type.Object({ id: Type.String(), name: Type.String() }),
  state: Type.Enum(['preparing', 'active', 'past_due', 'cancelled', 'expired', 'failed']),
  stateText: Type.String(),
  trial: Type.Boolean(),
  startedAt: date,
  periodEnd: noDate,
  cancelAtPeriodEnd: Type.Boolean(),
  price: Type.Optional(MoneyView),
  managed: Type.Boolean({ description: 'Sold and managed by the publisher; cannot be cancelled here.' }),
  pullCommands: Type.Array(PullCommandView),
  instructionsHtml: Type.String(),
})
export type SubscriptionView = Static<typeof SubscriptionView>

/** The public shape of a subscription. */
export function subscriptionView(details: SubscriptionDetails): SubscriptionView {
  const { subscription, account, plan, listing, pullCommands, instructionsHtml } = details
  return {
    id: subscription.id,
    account,
    product: {
      id: listing.productId,
      slug: listing.slug,
      name: listing.name,
      path: listing.path,
      iconUrl: listing.iconUrl,
    },
    plan: { id: plan.id, name: plan.name },
    state: subscription.state,
    stateText: stateText(subscription, dayOf),
    trial: subscription.trial,
    startedAt: subscription.startedAt.toISOString(),
    periodEnd: subscription.periodEnd?.toISOString() ?? null,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
    ...(subscription.price && { price: subscription.price.amount.toWire() }),
    managed: subscription.managedBy !== undefined,
    pullCommands: [...pullCommands],
    instructionsHtml,
  }
}

export const PlanEntitlementView = Type.Object({
  planId: Type.String(),
  allowed: Type.Boolean(),
  reason: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  subscriptionId: Type.Optional(Type.String()),
  trialAvailable: Type.Boolean(),
  pullCommands: Type.Array(PullCommandView),
  instructionsHtml: Type.Optional(Type.String()),
})
export type PlanEntitlementView = Static<typeof PlanEntitlementView>

export const EntitlementView = Type.Object({
  signedIn: Type.Boolean(),
  plans: Type.Array(PlanEntitlementView),
})
export type EntitlementView = Static<typeof EntitlementView>

/** What the product page tells its visitor. */
export function entitlementView({ signedIn, plans }: Entitlement): EntitlementView {
  return { signedIn, plans: plans.map(planEntitlementView) }
}

function planEntitlementView(plan: PlanEntitlement): PlanEntitlementView {
  const { decision } = plan
  return {
    planId: plan.planId,
    allowed: decision.allowed,
    ...(decision.allowed
      ? {
          ...(decision.warning !== undefined && { text: decision.warning }),
          ...(decision.subscriptionId !== undefined && { subscriptionId: decision.subscriptionId }),
        }
      : { reason: decision.refusal.reason, text: decision.refusal.text }),
    trialAvailable: plan.trialAvailable,
    pullCommands: [...plan.pullCommands],
    ...(plan.instructionsHtml !== undefined && { instructionsHtml: plan.instructionsHtml }),
  }
}

export const VersionView = Type.Object({
  repository: Type.String(),
  tag: Type.String(),
  digest: Type.String(),
  platforms: Type.Array(
    Type.Object({ os: Type.String(), architecture: Type.String(), variant: Type.Optional(Type.String()) }),
  ),
  size: Type.Integer(),
  publishedAt: date,
  releaseNotesHtml: Type.String(),
  pullCommand: Type.String(),
})
export type VersionView = Static<typeof VersionView>

/** The public shape of a published tag. */
export function versionView(version: EntitledVersion): VersionView {
  const { repository, tag, digest, platforms, size, releaseNotesHtml, pullCommand } = version
  return {
    repository,
    tag,
    digest,
    platforms: platforms.map((platform) => ({ ...platform })),
    size,
    publishedAt: version.publishedAt.toISOString(),
    releaseNotesHtml,
    pullCommand,
  }
}

export const ExplanationView = Type.Object({
  allowed: Type.Boolean(),
  reason: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  plan: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
  subscription: Type.Optional(Type.String()),
  listingState: Type.Optional(Type.String()),
  until: Type.Optional(date),
  warning: Type.Optional(Type.String()),
})
export type ExplanationView = Static<typeof ExplanationView>

/** Why, or why not (AUT-087). */
export function explanationView(decision: PullDecision): ExplanationView {
  if (!decision.allowed) {
    const { reason, text, url, listing, until } = decision.refusal
    return {
      allowed: false,
      reason,
      text,
      ...(url !== undefined && { url }),
      ...(listing !== undefined && { listingState: listing }),
      ...(until !== undefined && { until }),
    }
  }
  const { plan, subscriptionId, listing, until, warning } = decision
  return {
    allowed: true,
    ...(plan && { plan: { ...plan } }),
    ...(subscriptionId !== undefined && { subscription: subscriptionId }),
    ...(listing !== undefined && { listingState: listing }),
    ...(until !== undefined && { until }),
    ...(warning !== undefined && { warning }),
  }
}

const byolOrder = {
  id: Type.String(),
  token: Type.Optional(Type.String()),
  url: Type.String(),
  state: Type.Enum(['created', 'fulfilled', 'cancelled']),
  planId: Type.String(),
  product: Type.Object({ slug: Type.String(), name: Type.String() }),
  customer: Type.Object({ name: Type.Optional(Type.String()), email: Type.Optional(Type.String()) }),
  createdAt: date,
}

export const ByolOrderView = Type.Object(byolOrder)
export type ByolOrderView = Static<typeof ByolOrderView>

export const ByolOrderWithTermsView = Type.Object({
  ...byolOrder,
  terms: Type.Object({
    planId: Type.String(),
    kind: Type.Enum(['link', 'text']),
    url: Type.Optional(Type.String()),
    html: Type.Optional(Type.String()),
    hash: Type.String(),
    version: Type.String(),
  }),
})
export type ByolOrderWithTermsView = Static<typeof ByolOrderWithTermsView>

/** An order as its publisher sees it. */
export function byolOrderView({ order, listing }: ByolOrderDetails, publicUrl: string): ByolOrderView {
  return {
    id: order.id,
    token: order.token,
    url: `${publicUrl}/byol/${order.token}`,
    state: order.state,
    planId: order.planId,
    product: { slug: listing.slug, name: listing.name },
    customer: order.customer,
    createdAt: order.createdAt.toISOString(),
  }
}

/** An order as the customer sees it, with the terms to accept. */
export function byolOrderWithTermsView(details: ByolOrderDetails, publicUrl: string): ByolOrderWithTermsView {
  return { ...byolOrderView(details, publicUrl), terms: { planId: details.plan.id, ...details.plan.terms } }
}
