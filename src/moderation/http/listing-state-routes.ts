import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ProductId } from '../../catalog/index.ts'
import { confirmRevocation } from '../confirm-revocation.ts'
import { dismissHoldCase } from '../dismiss-hold-case.ts'
import { dismissRevocation } from '../dismiss-revocation.ts'
import { holdListing } from '../hold-listing.ts'
import { liftHold } from '../lift-hold.ts'
import { listHoldCases } from '../list-hold-cases.ts'
import { listListingsForStaff } from '../list-listings-for-staff.ts'
import { proposeRevocation } from '../propose-revocation.ts'
import { withdrawListing } from '../withdraw-listing.ts'
import {
  HoldCaseView,
  holdCaseView,
  RevocationView,
  revocationView,
  StaffListingView,
  staffListingView,
} from './views.ts'

const ProductParams = Type.Object({ productId: Type.String({ format: 'uuid' }) })
const HoldBody = Type.Object({ reason: Type.String({ maxLength: 2000 }) }, { additionalProperties: false })
const LiftBody = Type.Object({ note: Type.Optional(Type.String({ maxLength: 2000 })) }, { additionalProperties: false })

const DismissBody = Type.Object({ note: Type.String({ maxLength: 2000 }) }, { additionalProperties: false })

const RevocationBody = Type.Object(
  {
    kind: Type.Enum(['revoke', 'block'], {
      description: 'revoke: pulls by digest go on for 30 days. block: nothing goes on (malware, law).',
    }),
    reason: Type.String({ maxLength: 2000 }),
  },
  { additionalProperties: false },
)

type ByProduct = { Params: Static<typeof ProductParams> }

/** Hold, lift, withdraw. */
export function listingStateRoutes(app: FastifyInstance): void {
  const tags = ['moderation']

  app.get(
    '/listings-admin',
    {
      schema: {
        tags,
        summary: 'All listings with their state (staff)',
        response: { 200: Type.Object({ items: Type.Array(StaffListingView) }) },
      },
    },
    async (request) => ({ items: (await listListingsForStaff(request.ctx)).map(staffListingView) }),
  )

  app.post<ByProduct & { Body: Static<typeof HoldBody> }>(
    '/listings/:productId/hold',
    {
      schema: {
        tags,
        summary: 'Put a listing on hold (staff)',
        params: ProductParams,
        body: HoldBody,
        response: { 200: StaffListingView },
      },
    },
    async (request) => {
      const productId = request.params.productId as ProductId
      return staffListingView(await holdListing(request.ctx, { productId, reason: request.body.reason }))
    },
  )

  app.post<ByProduct & { Body: Static<typeof LiftBody> | null }>(
    '/listings/:productId/lift-hold',
    {
      schema: {
        tags,
        summary: 'Lift the hold of a listing (staff)',
        params: ProductParams,
        body: LiftBody,
        response: { 200: StaffListingView },
      },
    },
    async (request) => {
      const productId = request.params.productId as ProductId
      return staffListingView(await liftHold(request.ctx, { productId, note: request.body?.note ?? '' }))
    },
  )

  holdCaseRoutes(app)
  revocationRoutes(app)

  app.post<ByProduct>(
    '/products/:productId/withdraw',
    {
      schema: {
        tags,
        summary: 'Withdraw a product (owners of the publisher)',
        params: ProductParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await withdrawListing(request.ctx, { productId: request.params.productId as ProductId })
      return reply.code(204).send()
    },
  )
}

/** Missed deadlines wait here for a decision (STO-107). */
function holdCaseRoutes(app: FastifyInstance): void {
  const tags = ['moderation']

  app.get(
    '/hold-cases',
    {
      schema: {
        tags,
        summary: 'Listings whose publishers missed a deadline (staff)',
        response: { 200: Type.Object({ items: Type.Array(HoldCaseView) }) },
      },
    },
    async (request) => ({ items: (await listHoldCases(request.ctx)).map(holdCaseView) }),
  )

  app.post<ByProduct & { Body: Static<typeof DismissBody> }>(
    '/listings/:productId/hold-case/dismiss',
    {
      schema: {
        tags,
        summary: 'Let a listing be although a deadline was missed (staff)',
        params: ProductParams,
        body: DismissBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const productId = request.params.productId as ProductId
      await dismissHoldCase(request.ctx, { productId, note: request.body.note })
      return reply.code(204).send()
    },
  )
}

/** Revoking takes two: one proposes, another confirms (STO-115). */
function revocationRoutes(app: FastifyInstance): void {
  const tags = ['moderation']

  app.post<ByProduct & { Body: Static<typeof RevocationBody> }>(
    '/listings/:productId/revocation',
    {
      schema: {
        tags,
        summary: 'Propose to revoke or block a listing (staff)',
        params: ProductParams,
        body: RevocationBody,
        response: { 201: RevocationView },
      },
    },
    async (request, reply) => {
      const productId = request.params.productId as ProductId
      return reply.code(201).send(revocationView(await proposeRevocation(request.ctx, { productId, ...request.body })))
    },
  )

  app.post<ByProduct>(
    '/listings/:productId/revocation/confirm',
    {
      schema: {
        tags,
        summary: 'Confirm what another member of the staff has proposed (staff)',
        params: ProductParams,
        response: { 200: StaffListingView },
      },
    },
    async (request) =>
      staffListingView(await confirmRevocation(request.ctx, { productId: request.params.productId as ProductId })),
  )

  app.delete<ByProduct>(
    '/listings/:productId/revocation',
    {
      schema: {
        tags,
        summary: 'Drop the proposal to revoke a listing (staff)',
        params: ProductParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await dismissRevocation(request.ctx, { productId: request.params.productId as ProductId })
      return reply.code(204).send()
    },
  )
}
