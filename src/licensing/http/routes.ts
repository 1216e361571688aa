import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { PlanId } from '../../catalog/index.ts'
import { cancelSubscription } from '../cancel-subscription.ts'
import type { SubscriptionId } from '../domain/subscription.ts'
import { explainPull } from '../explain-pull.ts'
import { listEntitledVersions } from '../list-entitled-versions.ts'
import { listSubscriptions } from '../list-subscriptions.ts'
import { showEntitlement } from '../show-entitlement.ts'
import { showSubscription } from '../show-subscription.ts'
import { startTrial } from '../start-trial.ts'
import { subscribe } from '../subscribe.ts'
import { byolRoutes } from './byol-routes.ts'
import {
  EntitlementView,
  ExplanationView,
  entitlementView,
  explanationView,
  SubscriptionView,
  subscriptionView,
  VersionView,
  versionView,
} from './views.ts'

const tags = ['licensing']
const strict = { additionalProperties: false }
const SubscribeBody = Type.Object(
  {
    planId: Type.String({ format: 'uuid' }),
    account: Type.String({ minLength: 1, maxLength: 100, description: 'Own name, or an organization that you own.' }),
    termsHash: Type.String({ maxLength: 200, description: 'Hash of the terms that were read and are accepted.' }),
    trial: Type.Optional(Type.Boolean()),
    notify: Type.Optional(Type.Boolean()),
  },
  strict,
)
const AccountQuery = Type.Object({ account: Type.Optional(Type.String({ maxLength: 100 })) }, strict)
const SubscriptionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const SlugParams = Type.Object({ slug: Type.String({ maxLength: 100 }) })
const ExplainQuery = Type.Object(
  {
    repository: Type.String({ minLength: 1, maxLength: 400 }),
    reference: Type.Optional(Type.String({ maxLength: 200 })),
  },
  strict,
)

/** Subscriptions, what one may pull and why, and licences that publishers sell elsewhere. */
export function licensingRoutes(app: FastifyInstance): void {
  subscriptionRoutes(app)
  entitlementRoutes(app)
  byolRoutes(app)
}

function subscriptionRoutes(app: FastifyInstance): void {
  app.post<{ Body: Static<typeof SubscribeBody> }>(
    '/subscriptions',
    {
      schema: {
        tags,
        summary: 'Accept the terms of a plan: subscribe to a free one, or start the trial of a paid one',
        body: SubscribeBody,
        response: { 201: SubscriptionView },
      },
    },
    async (request, reply) => {
      const { planId, trial, ...rest } = request.body
      const input = { ...rest, planId: planId as PlanId }
      const started = await (trial ? startTrial : subscribe)(request.ctx, input)
      const details = await showSubscription(request.ctx, { subscriptionId: started.id })
      return reply.code(201).send(subscriptionView(details))
    },
  )

  app.get<{ Querystring: Static<typeof AccountQuery> }>(
    '/subscriptions',
    {
      schema: {
        tags,
        summary: 'What an account holds and held',
        querystring: AccountQuery,
        response: { 200: Type.Object({ items: Type.Array(SubscriptionView) }) },
      },
    },
    async (request) => ({ items: (await listSubscriptions(request.ctx, request.query)).map(subscriptionView) }),
  )

  app.get<{ Params: Static<typeof SubscriptionParams> }>(
    '/subscriptions/:id',
    { schema: { tags, summary: 'A subscription', params: SubscriptionParams, response: { 200: SubscriptionView } } },
    async (request) => {
      const subscriptionId = request.params.id as SubscriptionId
      return subscriptionView(await showSubscription(request.ctx, { subscriptionId }))
    },
  )

  app.post<{ Params: Static<typeof SubscriptionParams> }>(
    '/subscriptions/:id/cancel',
    {
      schema: {
        tags,
        summary: 'Cancel: paid time lasts to its end, free time and trials end now',
        params: SubscriptionParams,
        response: { 200: SubscriptionView },
      },
    },
    async (request) => {
      const subscriptionId = request.params.id as SubscriptionId
      await cancelSubscription(request.ctx, { subscriptionId })
      return subscriptionView(await showSubscription(request.ctx, { subscriptionId }))
    },
  )
}

function entitlementRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof SlugParams> }>(
    '/listings/:slug/entitlement',
    {
      schema: {
        tags,
        summary: 'What the caller may do with each plan of a product',
        params: SlugParams,
        response: { 200: EntitlementView },
      },
    },
    async (request) => entitlementView(await showEntitlement(request.ctx, request.params)),
  )

  app.get<{ Params: Static<typeof SlugParams> }>(
    '/listings/:slug/versions',
    {
      schema: {
        tags,
        summary: 'The published tags that the caller may pull',
        params: SlugParams,
        response: { 200: Type.Object({ items: Type.Array(VersionView) }) },
      },
    },
    async (request) => ({ items: (await listEntitledVersions(request.ctx, request.params)).map(versionView) }),
  )

  explainRoute(app, '/licensing/explain')
}

/** The address that goes with the registry protocol (AUT-087). */
export function licensingRootRoutes(app: FastifyInstance): void {
  explainRoute(app, '/api/entitlements/v1/explain')
}

function explainRoute(app: FastifyInstance, path: string): void {
  app.get<{ Querystring: Static<typeof ExplainQuery> }>(
    path,
    {
      schema: {
        tags,
        summary: 'Why an image can or cannot be pulled',
        querystring: ExplainQuery,
        response: { 200: ExplanationView },
      },
    },
    async (request) => explanationView(await explainPull(request.ctx, request.query)),
  )
}
