import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { removeRetention, saveRetention } from '../save-retention.ts'
import { listRetention, previewRetention } from '../show-retention.ts'
import { startRetention } from '../start-retention.ts'
import {
  RetentionListView,
  RetentionPolicyView,
  RetentionPreviewView,
  RetentionRulesView,
  retentionPolicyView,
  retentionPreviewView,
} from './retention-views.ts'

const tags = ['registry']
const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 255 })
const AppliesTo = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'A namespace ("acme") for all its repositories without rules of their own, or one repository.',
})
const NamespaceQuery = Type.Object({ namespace: Name }, closed)
const ScopeQuery = Type.Object({ appliesTo: AppliesTo }, closed)
const Scope = Type.Object({ appliesTo: AppliesTo }, closed)
const Policy = Type.Object({ appliesTo: AppliesTo, rules: RetentionRulesView }, closed)
const Preview = Type.Object({ repository: Name, rules: Type.Optional(RetentionRulesView) }, closed)
const Started = Type.Object({ repositories: Type.Integer() })

/** Rules of what stays in staging repositories. */
export function retentionRoutes(app: FastifyInstance): void {
  app.get<{ Querystring: Static<typeof NamespaceQuery> }>(
    '/retention-rules',
    {
      schema: {
        tags,
        summary: 'List the clean-up rules of a namespace',
        querystring: NamespaceQuery,
        response: { 200: RetentionListView },
      },
    },
    async ({ ctx, query }) => ({ items: (await listRetention(ctx, query.namespace)).map(retentionPolicyView) }),
  )
  app.put<{ Body: Static<typeof Policy> }>(
    '/retention-rules',
    {
      schema: {
        tags,
        summary: 'Save clean-up rules; they are carried out every night (owners)',
        body: Policy,
        response: { 200: RetentionPolicyView },
      },
    },
    async ({ ctx, body }) => retentionPolicyView(await saveRetention(ctx, body)),
  )
  app.delete<{ Querystring: Static<typeof ScopeQuery> }>(
    '/retention-rules',
    {
      schema: {
        tags,
        summary: 'Remove clean-up rules (owners)',
        querystring: ScopeQuery,
        response: { 204: Type.Null() },
      },
    },
    async ({ ctx, query }, reply) => {
      await removeRetention(ctx, query)
      return reply.code(204).send()
    },
  )
  app.post<{ Body: Static<typeof Preview> }>(
    '/retention-rules/preview',
    {
      schema: {
        tags,
        summary: 'Show what rules would do in a repository; without rules: those that hold',
        body: Preview,
        response: { 200: RetentionPreviewView },
      },
    },
    async ({ ctx, body }) => retentionPreviewView(await previewRetention(ctx, body)),
  )
  app.post<{ Body: Static<typeof Scope> }>(
    '/retention-rules/apply',
    {
      schema: {
        tags,
        summary: 'Carry out the rules now (owners)',
        body: Scope,
        response: { 202: Started },
      },
    },
    async ({ ctx, body }, reply) => reply.code(202).send({ repositories: await startRetention(ctx, body) }),
  )
}
