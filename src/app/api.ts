import { Socket } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authorizeSignedIn } from '../accounts/index.ts'
import { defineError } from '../platform/errors.ts'
import { isCrossSite } from '../platform/http/server.ts'
import { networkOf } from '../platform/network.ts'
import { modules } from './modules.ts'

const crossSite = defineError(
  'forbidden',
  'http.cross_site',
  'This request came from a page of another site. Open the store itself and try again.',
)
const tooManyRequests = defineError<{ retryAfter: number }>(
  'limit_exceeded',
  'http.too_many_requests',
  (d) => `Too many requests. Wait ${Math.ceil(d.retryAfter)} seconds and try again.`,
)
const unknownRoute = defineError<{ method: string; path: string }>(
  'not_found',
  'http.unknown_route',
  (d) => `There is no ${d.method} ${d.path}. The calls of this store are listed at /api/docs.`,
)

/** The JSON interface: /api/v1 with every module's routes, its description and its page at /api/docs. */
export async function serveApi(app: FastifyInstance, options: { publicUrl: string; version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Chandlery',
        version: options.version,
        description:
          'The JSON interface of a Chandlery store. Errors are problem documents (RFC 9457) with stable codes.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'chandlery' },
          accessToken: { type: 'http', scheme: 'bearer' },
        },
      },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // The page styles itself inline; it runs only its own scripts and shows nothing that others wrote.
    staticCSP: "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none' },
    theme: { title: 'Chandlery: the JSON interface' },
  })
  await app.register(
    async (api) => {
      await api.register(rateLimit, limits())
      api.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store')
        if (isCrossSite(request, options.publicUrl)) throw crossSite()
        // What the token is for; whether its account may is asked by each use case.
        if (request.ctx.actor.kind === 'token') authorizeSignedIn(request.ctx, scopeOf(request.method))
      })
      for (const { routes } of modules) {
        if (routes) await api.register(async (scope) => routes(scope))
      }
      api.setNotFoundHandler((request) => {
        throw unknownRoute({ method: request.method, path: request.url.split('?')[0] ?? '' })
      })
    },
    { prefix: '/api/v1' },
  )
}

/** The scope that an access token needs for a call. */
function scopeOf(method: string): 'read' | 'write' {
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
}

/** Whose calls are counted together: a session, an access token, or a network. What only looks like a proof is none. */
function callerOf({ ctx: { actor }, ip }: FastifyRequest): string {
  if (actor.kind === 'user') return actor.sessionId
  return actor.kind === 'token' ? actor.tokenId : networkOf(ip)
}

function limits() {
  return {
    global: true,
    max: 1200,
    timeWindow: '1 minute',
    // Pages rendered on the server call the interface in process, on behalf of a request that was counted already.
    allowList: (request: FastifyRequest) => !(request.raw.socket instanceof Socket),
    keyGenerator: (request: FastifyRequest) => callerOf(request),
    errorResponseBuilder: (_request: FastifyRequest, context: { ttl: number }) =>
      tooManyRequests({ retryAfter: context.ttl / 1000 }),
  }
}
