import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { PlanId } from '../../catalog/index.ts'
import { answerChallenge } from '../answer-challenge.ts'
import type { OrderId } from '../domain/order.ts'
import { listOrders } from '../list-orders.ts'
import { payOrder } from '../pay-order.ts'
import { placeOrder } from '../place-order.ts'
import { quote } from '../quote.ts'
import { showChallenge } from '../show-challenge.ts'
import { showOrder } from '../show-order.ts'
import { OrderView, orderView, QuoteView, quoteView, SimulatedPaymentView, simulatedPaymentView } from './views.ts'

const tags = ['checkout']
const strict = { additionalProperties: false }
const what = {
  planId: Type.String({ format: 'uuid' }),
  account: Type.String({ minLength: 1, maxLength: 100, description: 'Own name, or an organization that you own.' }),
  period: Type.Enum(['month', 'year']),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
}
const country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2, for the tax.' })
const Card = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 100, description: 'Given to the payment provider, never stored.' }),
  },
  strict,
)
const QuoteBody = Type.Object({ ...what, country }, strict)
const OrderBody = Type.Object(
  {
    ...what,
    termsHash: Type.String({ maxLength: 200 }),
    billing: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 200 }),
        email: Type.String({ minLength: 3, maxLength: 300 }),
        company: Type.Optional(Type.String({ maxLength: 200 })),
        country,
        address: Type.Optional(Type.String({ maxLength: 1000 })),
        vatId: Type.Optional(Type.String({ maxLength: 50 })),
      },
      strict,
    ),
    card: Card,
    idempotencyKey: Type.String({ minLength: 1, maxLength: 200, description: 'Sent twice it is one order.' }),
  },
  strict,
)
const PayBody = Type.Object({ card: Card }, strict)
const AccountQuery = Type.Object({ account: Type.Optional(Type.String({ maxLength: 100 })) }, strict)
const OrderParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const PaymentParams = Type.Object({ paymentId: Type.String({ maxLength: 200 }) })
const AnswerBody = Type.Object({ approve: Type.Boolean() }, strict)

/** Quotes, orders and their payment. */
export function checkoutRoutes(app: FastifyInstance): void {
  buyingRoutes(app)
  orderRoutes(app)
  challengeRoutes(app)
}

function buyingRoutes(app: FastifyInstance): void {
  app.post<{ Body: Static<typeof QuoteBody> }>(
    '/quotes',
    {
      schema: {
        tags,
        summary: 'Price and tax of a plan, as an order would freeze them now',
        body: QuoteBody,
        response: { 200: QuoteView },
      },
    },
    async (request) => quoteView(await quote(request.ctx, { ...request.body, planId: request.body.planId as PlanId })),
  )

  app.post<{ Body: Static<typeof OrderBody> }>(
    '/orders',
    {
      schema: { tags, summary: 'Order a plan and pay it', body: OrderBody, response: { 201: OrderView } },
    },
    async (request, reply) => {
      const { card, planId, ...rest } = request.body
      const order = await placeOrder(request.ctx, { ...rest, planId: planId as PlanId, method: card.number })
      return reply.code(201).send(orderView(await showOrder(request.ctx, { orderId: order.id })))
    },
  )

  app.post<{ Params: Static<typeof OrderParams>; Body: Static<typeof PayBody> }>(
    '/orders/:id/pay',
    {
      schema: {
        tags,
        summary: 'Pay a declined order with another card',
        params: OrderParams,
        body: PayBody,
        response: { 200: OrderView },
      },
    },
    async (request) => {
      const orderId = request.params.id as OrderId
      await payOrder(request.ctx, { orderId, method: request.body.card.number })
      return orderView(await showOrder(request.ctx, { orderId }))
    },
  )
}

function orderRoutes(app: FastifyInstance): void {
  app.get<{ Querystring: Static<typeof AccountQuery> }>(
    '/orders',
    {
      schema: {
        tags,
        summary: 'Orders of an account, newest first',
        querystring: AccountQuery,
        response: { 200: Type.Object({ items: Type.Array(OrderView) }) },
      },
    },
    async (request) => ({ items: (await listOrders(request.ctx, request.query)).map(orderView) }),
  )

  app.get<{ Params: Static<typeof OrderParams> }>(
    '/orders/:id',
    { schema: { tags, summary: 'An order', params: OrderParams, response: { 200: OrderView } } },
    async (request) => orderView(await showOrder(request.ctx, { orderId: request.params.id as OrderId })),
  )
}

function challengeRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof PaymentParams> }>(
    '/simulated-payments/:paymentId',
    {
      schema: {
        tags,
        summary: 'What the simulated bank asks the buyer to confirm',
        params: PaymentParams,
        response: { 200: SimulatedPaymentView },
      },
    },
    async (request) => simulatedPaymentView(await showChallenge(request.ctx, request.params)),
  )

  app.post<{ Params: Static<typeof PaymentParams>; Body: Static<typeof AnswerBody> }>(
    '/simulated-payments/:paymentId/answer',
    {
      schema: {
        tags,
        summary: 'Answer the simulated bank',
        params: PaymentParams,
        body: AnswerBody,
        response: { 200: OrderView },
      },
    },
    async (request) => {
      const order = await answerChallenge(request.ctx, { ...request.params, ...request.body })
      return orderView(await showOrder(request.ctx, { orderId: order.id }))
    },
  )
}
