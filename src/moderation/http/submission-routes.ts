import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ProductId } from '../../catalog/index.ts'
import { approveSubmission } from '../approve-submission.ts'
import { assignSubmission } from '../assign-submission.ts'
import type { Submission, SubmissionId } from '../domain/submission.ts'
import { submissionStates } from '../domain/submission-state.ts'
import { listQueue, listSubmissions } from '../list-queue.ts'
import { postToThread } from '../post-to-thread.ts'
import { publishSubmission } from '../publish-submission.ts'
import { rejectSubmission } from '../reject-submission.ts'
import { requestChanges } from '../request-changes.ts'
import { showSubmission } from '../show-submission.ts'
import { submissionCard } from '../submission-cards.ts'
import { submitProduct } from '../submit-product.ts'
import { withdrawSubmission } from '../withdraw-submission.ts'
import {
  PostView,
  postView,
  SubmissionDetailView,
  SubmissionView,
  submissionDetailView,
  submissionView,
} from './views.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const closed = { additionalProperties: false }

const ProductParams = Type.Object({ productId: Type.String({ format: 'uuid' }) })
const SubmissionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const SubmitBody = Type.Object(
  { publish: Type.Enum(['manual', 'on_approval']), note: Type.Optional(text(10_000)) },
  closed,
)
const QueueQuery = Type.Object(
  { state: Type.Optional(Type.Enum(['', ...submissionStates])), assignee: Type.Optional(text(100)) },
  closed,
)
const AssignBody = Type.Object({ username: Type.Union([text(100), Type.Null()]) }, closed)
const ChangesBody = Type.Object(
  {
    reasons: Type.Array(Type.Object({ field: text(200), text: text(2000) }, closed), { minItems: 1, maxItems: 100 }),
    message: Type.Optional(text(10_000)),
  },
  closed,
)
const ApproveBody = Type.Object({ note: Type.Optional(text(10_000)) }, closed)
const RejectBody = Type.Object({ reason: text(10_000) }, closed)
const PostBody = Type.Object({ text: text(10_000), internal: Type.Optional(Type.Boolean()) }, closed)

type ByProduct = { Params: Static<typeof ProductParams> }
type BySubmission = { Params: Static<typeof SubmissionParams> }

/** Submitting, the queue, decisions, publishing. */
export function submissionRoutes(app: FastifyInstance): void {
  lists(app)
  decisions(app)
}

function lists(app: FastifyInstance): void {
  const tags = ['moderation']

  app.post<ByProduct & { Body: Static<typeof SubmitBody> }>(
    '/products/:productId/submissions',
    {
      schema: {
        tags,
        summary: 'Submit the draft for review, or again after changes were asked for',
        params: ProductParams,
        body: SubmitBody,
        response: { 201: SubmissionView },
      },
    },
    async (request, reply) => {
      const productId = request.params.productId as ProductId
      const submission = await submitProduct(request.ctx, { productId, ...request.body })
      return reply.code(201).send(await view(request, submission))
    },
  )

  app.get<ByProduct>(
    '/products/:productId/submissions',
    {
      schema: {
        tags,
        summary: 'The submissions of a product, latest first',
        params: ProductParams,
        response: { 200: Type.Object({ items: Type.Array(SubmissionView) }) },
      },
    },
    async (request) => {
      const cards = await listSubmissions(request.ctx, { productId: request.params.productId as ProductId })
      return { items: cards.map(submissionView) }
    },
  )

  app.get<{ Querystring: Static<typeof QueueQuery> }>(
    '/submissions',
    {
      schema: {
        tags,
        summary: 'The review queue, oldest first (staff)',
        querystring: QueueQuery,
        response: { 200: Type.Object({ items: Type.Array(SubmissionView), total: Type.Integer() }) },
      },
    },
    async (request) => {
      const { state, assignee } = request.query
      const { items, total } = await listQueue(request.ctx, {
        ...(state && { state }),
        ...(assignee && { assignee }),
      })
      return { items: items.map(submissionView), total }
    },
  )

  app.get<BySubmission>(
    '/submissions/:id',
    {
      schema: {
        tags,
        summary: 'A submission with everything that a decision needs',
        params: SubmissionParams,
        response: { 200: SubmissionDetailView },
      },
    },
    async (request) => submissionDetailView(await showSubmission(request.ctx, idOf(request))),
  )

  app.post<BySubmission & { Body: Static<typeof PostBody> }>(
    '/submissions/:id/posts',
    {
      schema: {
        tags,
        summary: 'Write in the thread, or an internal note (staff)',
        params: SubmissionParams,
        body: PostBody,
        response: { 201: PostView },
      },
    },
    async (request, reply) => {
      const post = await postToThread(request.ctx, { ...idOf(request), ...request.body })
      return reply.code(201).send(postView(post))
    },
  )
}

function decisions(app: FastifyInstance): void {
  const schema = (summary: string) => ({
    tags: ['moderation'],
    summary,
    params: SubmissionParams,
    response: { 200: SubmissionView },
  })

  app.post<BySubmission & { Body: Static<typeof AssignBody> }>(
    '/submissions/:id/assign',
    { schema: { ...schema('Say which moderator takes care (staff)'), body: AssignBody } },
    async (request) => {
      // Query and form values arrive as text: an empty name means nobody, like null.
      const username = request.body.username || null
      return view(request, await assignSubmission(request.ctx, { ...idOf(request), username }))
    },
  )

  app.post<BySubmission & { Body: Static<typeof ChangesBody> }>(
    '/submissions/:id/request-changes',
    { schema: { ...schema('Send back with reasons (staff)'), body: ChangesBody } },
    async (request) => view(request, await requestChanges(request.ctx, { ...idOf(request), ...request.body })),
  )

  app.post<BySubmission & { Body: Static<typeof ApproveBody> | undefined }>(
    '/submissions/:id/approve',
    { schema: { ...schema('Approve (staff)'), body: ApproveBody } },
    async (request) => view(request, await approveSubmission(request.ctx, { ...idOf(request), ...request.body })),
  )

  app.post<BySubmission & { Body: Static<typeof RejectBody> }>(
    '/submissions/:id/reject',
    { schema: { ...schema('Reject with a reason (staff)'), body: RejectBody } },
    async (request) => view(request, await rejectSubmission(request.ctx, { ...idOf(request), ...request.body })),
  )

  app.post<BySubmission>('/submissions/:id/withdraw', { schema: schema('Take the submission back') }, async (request) =>
    view(request, await withdrawSubmission(request.ctx, idOf(request))),
  )

  app.post<BySubmission>(
    '/submissions/:id/publish',
    { schema: schema('Publish what was approved; repeating it is harmless') },
    async (request) => view(request, await publishSubmission(request.ctx, idOf(request))),
  )
}

function idOf(request: FastifyRequest<BySubmission>): { submissionId: SubmissionId } {
  return { submissionId: request.params.id as SubmissionId }
}

async function view(request: FastifyRequest, submission: Submission): Promise<SubmissionView> {
  return submissionView(await submissionCard(request.ctx, submission))
}
