import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { PlanId } from '../../catalog/index.ts'
import type { PublisherId } from '../../publishers/index.ts'
import { cancelByolOrder } from '../cancel-byol-order.ts'
import { createByolOrder } from '../create-byol-order.ts'
import type { ByolOrderId } from '../domain/byol-order.ts'
import { fulfilByolOrder } from '../fulfil-byol-order.ts'
import { listByolOrders } from '../list-byol-orders.ts'
import { showByolOrder } from '../show-byol-order.ts'
import { showSubscription } from '../show-subscription.ts'
import {
  ByolOrderView,
  ByolOrderWithTermsView,
  byolOrderView,
  byolOrderWithTermsView,
  SubscriptionView,
  subscriptionView,
} from './views.ts'

const tags = ['licensing']
const strict = { additionalProperties: false }
const PublisherParams = Type.Object({ publisherId: Type.String({ format: 'uuid' }) })
const OrderParams = Type.Object({
  publisherId: Type.String({ format: 'uuid' }),
  orderId: Type.String({ format: 'uuid' }),
})
const TokenParams = Type.Object({ token: Type.String({ minLength: 1, maxLength: 100 }) })
const CreateBody = Type.Object(
  {
    planId: Type.String({ format: 'uuid' }),
    customer: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(Type.String({ maxLength: 200 })),
          email: Type.Optional(Type.String({ maxLength: 300 })),
        },
        strict,
      ),
    ),
    startsAt: Type.Optional(Type.String({ format: 'date-time' })),
    endsAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  strict,
)
const FulfilBody = Type.Object(
  { account: Type.String({ minLength: 1, maxLength: 100 }), termsHash: Type.String({ maxLength: 200 }) },
  strict,
)

/** Licences that publishers sell elsewhere: one order, one link, one subscription (STO-144). */
export function byolRoutes(app: FastifyInstance): void {
  publisherRoutes(app)
  customerRoutes(app)
}

function publisherRoutes(app: FastifyInstance): void {
  app.post<{ Params: Static<typeof PublisherParams>; Body: Static<typeof CreateBody> }>(
    '/publishers/:publisherId/byol-orders',
    {
      schema: {
        tags,
        summary: 'Make a link that gives a customer the licence that you sold',
        params: PublisherParams,
        body: CreateBody,
        response: { 201: ByolOrderView },
      },
    },
    async (request, reply) => {
      const { planId, customer, startsAt, endsAt } = request.body
      const { token } = await createByolOrder(request.ctx, {
        publisherId: request.params.publisherId as PublisherId,
        planId: planId as PlanId,
        ...(customer && { customer }),
        ...(startsAt !== undefined && { startsAt: new Date(startsAt) }),
        ...(endsAt !== undefined && { endsAt: new Date(endsAt) }),
      })
      const details = await showByolOrder(request.ctx, { token })
      return reply.code(201).send(byolOrderView(details, request.ctx.settings.publicUrl))
    },
  )

  app.get<{ Params: Static<typeof PublisherParams> }>(
    '/publishers/:publisherId/byol-orders',
    {
      schema: {
        tags,
        summary: 'Orders of your own customers, newest first',
        params: PublisherParams,
        response: { 200: Type.Object({ items: Type.Array(ByolOrderView) }) },
      },
    },
    async (request) => {
      const publisherId = request.params.publisherId as PublisherId
      const orders = await listByolOrders(request.ctx, { publisherId })
      return { items: orders.map((details) => byolOrderView(details, request.ctx.settings.publicUrl)) }
    },
  )

  app.post<{ Params: Static<typeof OrderParams> }>(
    '/publishers/:publisherId/byol-orders/:orderId/cancel',
    {
      schema: {
        tags,
        summary: 'Take back an order that nobody has redeemed',
        params: OrderParams,
        response: { 200: ByolOrderView },
      },
    },
    async (request) => {
      const { publisherId, orderId } = request.params
      const { token } = await cancelByolOrder(request.ctx, {
        publisherId: publisherId as PublisherId,
        orderId: orderId as ByolOrderId,
      })
      return byolOrderView(await showByolOrder(request.ctx, { token }), request.ctx.settings.publicUrl)
    },
  )
}

function customerRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof TokenParams> }>(
    '/byol-orders/:token',
    {
      schema: {
        tags,
        summary: 'The order behind a link, with the terms to accept',
        params: TokenParams,
        response: { 200: ByolOrderWithTermsView },
      },
    },
    async (request) =>
      byolOrderWithTermsView(await showByolOrder(request.ctx, request.params), request.ctx.settings.publicUrl),
  )

  app.post<{ Params: Static<typeof TokenParams>; Body: Static<typeof FulfilBody> }>(
    '/byol-orders/:token/fulfil',
    {
      schema: {
        tags,
        summary: 'Redeem the order for an account',
        params: TokenParams,
        body: FulfilBody,
        response: { 200: SubscriptionView },
      },
    },
    async (request) => {
      const { id } = await fulfilByolOrder(request.ctx, { ...request.params, ...request.body })
      return subscriptionView(await showSubscription(request.ctx, { subscriptionId: id }))
    },
  )
}
