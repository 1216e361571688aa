import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { requestFetch } from '../request-fetch.ts'
import { requestScan } from '../request-scan.ts'
import { showAdvisoryFeeds } from '../show-advisory-feeds.ts'
import { showScan } from '../show-scan.ts'
import { writeScanReport } from '../write-scan-report.ts'
import { advisoryFeedsView } from './feed-views.ts'
import { findingRoutes } from './finding-routes.ts'
import { AdvisoryFeedsView, ScanView, scanView } from './views.ts'

const Image = Type.Object(
  {
    repository: Type.String({ minLength: 1, maxLength: 255 }),
    reference: Type.String({ minLength: 1, maxLength: 200, description: 'A tag or a digest.' }),
  },
  { additionalProperties: false },
)
type Image = Static<typeof Image>

const Report = Type.Object(
  {
    ...Image.properties,
    format: Type.Enum(['cyclonedx', 'spdx', 'sarif', 'json'], {
      description: 'CycloneDX 1.6, SPDX 2.3, SARIF 2.1.0, or our own.',
    }),
    platform: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Such as linux/amd64. Left out: the first of the image.',
      }),
    ),
  },
  { additionalProperties: false },
)
type Report = Static<typeof Report>

const Fetch = Type.Object(
  {
    feed: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'One feed; absent: all of them.' })),
  },
  { additionalProperties: false },
)
type Fetch = Static<typeof Fetch>

const Requested = Type.Object({ digest: Type.String(), state: Type.String() })

/** Scan results and advisory data. Results are private to the publisher and to staff (STO-093). */
export function vulnerabilitiesRoutes(app: FastifyInstance): void {
  findingRoutes(app)
  app.get<{ Querystring: Image }>(
    '/scans',
    {
      schema: {
        tags: ['vulnerabilities'],
        summary: "Show what an image's scan found",
        querystring: Image,
        response: { 200: ScanView },
      },
    },
    async (request) => scanView(await showScan(request.ctx, request.query)),
  )
  app.get<{ Querystring: Report }>(
    '/scans/report',
    {
      schema: {
        tags: ['vulnerabilities'],
        summary: "Download an image's scan as CycloneDX, SPDX, SARIF or JSON",
        querystring: Report,
        produces: ['application/json'],
      },
    },
    async (request, reply) => {
      const { fileName, mediaType, text } = await writeScanReport(request.ctx, request.query)
      return reply
        .type(mediaType)
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .header('cache-control', 'no-store')
        .send(text)
    },
  )
  app.post<{ Body: Image }>(
    '/scans',
    {
      schema: {
        tags: ['vulnerabilities'],
        summary: 'Scan an image now',
        body: Image,
        response: { 202: Requested },
      },
    },
    async (request, reply) => reply.code(202).send(await requestScan(request.ctx, { ...request.body, why: 'manual' })),
  )
  app.get(
    '/advisories',
    {
      schema: {
        tags: ['vulnerabilities'],
        summary: 'Show the advisory data of the store and its age (security staff)',
        response: { 200: AdvisoryFeedsView },
      },
    },
    async (request) => advisoryFeedsView(await showAdvisoryFeeds(request.ctx)),
  )
  app.post<{ Body: Fetch }>(
    '/advisories/fetch',
    {
      schema: {
        tags: ['vulnerabilities'],
        summary: 'Fetch configured advisory feeds now (security staff)',
        body: Fetch,
        response: { 202: Type.Object({ feeds: Type.Array(Type.String()) }) },
      },
    },
    async (request, reply) => reply.code(202).send({ feeds: await requestFetch(request.ctx, request.body) }),
  )
}
