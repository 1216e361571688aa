import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Context } from '../context.ts'
import type { Log } from '../log.ts'
import { countRequest } from '../metrics.ts'
import { sendProblem } from './problem.ts'
import { refuseUnreadableText } from './readable-text.ts'
import { type Patience, type Shortcut, serverWithShortcuts } from './shortcut.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's context; set on API and page requests, not on registry requests. */
    ctx: Context
  }
}

export interface ServerOptions {
  readonly log: Log
  readonly publicUrl: string
  readonly trustProxy: boolean | string
  /** Tried in this order before anything else. */
  readonly shortcuts?: readonly Shortcut[]
  readonly patience?: Patience
}

/**
 * The bare HTTP server: request ids, headers with content-security-policy nonces, problem documents, metrics.
 * Modules add their routes; nothing here knows them.
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy,
    serverFactory: serverWithShortcuts({
      shortcuts: options.shortcuts ?? [],
      trustProxy: options.trustProxy,
      patience: options.patience,
      onFailure: (error) => options.log.error({ err: error }, 'A shortcut failed; its request goes the usual way'),
    }),
    bodyLimit: 1024 * 1024,
    forceCloseConnections: 'idle',
    // What the router itself refuses, such as endless parts of an address.
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    rewriteUrl: ({ url = '/' }) => decodable(url),
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: false },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: true } },
  }) as unknown as FastifyInstance
  app.decorateRequest('ctx')
  await app.register(cookie)
  await app.register(helmet, headers(options.publicUrl))
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('preValidation', (request, _reply, done) => {
    refuseUnreadableText(request)
    done()
  })
  app.addHook('onResponse', async (request, reply) => {
    countRequest(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
    request.log.debug(
      { method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      `${request.method} ${request.url} answered ${reply.statusCode}`,
    )
  })
  return app
}

/**
 * The address, with a path that is no percent-encoding of UTF-8 taken literally: each part of the store then says in
 * its own form that there is no such thing, where the router would answer for all of them.
 */
export function decodable(url: string): string {
  if (!url.includes('%')) return url
  const end = url.search(/[?#]/)
  const path = end < 0 ? url : url.slice(0, end)
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length)
  }
}

function headers(publicUrl: string) {
  return {
    enableCSPNonces: true,
    hsts: publicUrl.startsWith('https:'),
    crossOriginEmbedderPolicy: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Server-rendered components carry style attributes; they cannot run script or load anything.
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
  }
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * True when a browser sends this request from another site's page. Cookies are SameSite=Lax already;
 * this stops what that leaves open. Programs send neither header and are let through.
 */
export function isCrossSite(request: FastifyRequest, publicUrl: string): boolean {
  if (!unsafe.has(request.method)) return false
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = request.headers
  return origin !== undefined && origin !== publicUrl && origin !== `http://${request.headers.host}`
}
