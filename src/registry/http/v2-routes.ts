import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../platform/context.ts'
import type { ModuleParts } from '../../platform/module.ts'
import { type Access, actorOf, originOf } from '../access/access.ts'
import type { Caller } from '../access/authorize-access.ts'
import { refuseRevoked } from '../access/blocks.ts'
import { loginRequired, unsupported } from '../domain/errors.ts'
import { takeRequest } from '../limits/request-limits.ts'
import { verifyBearer } from '../verify-bearer.ts'
import { neededScopes } from './challenge.ts'
import { type Realm, sendOciError } from './oci-errors.ts'
import { answerBlob, answerDeleteBlob, answerDeleteManifest, answerManifest, answerPushManifest } from './v2-content.ts'
import { v2Headers } from './v2-headers.ts'
import { answerCatalog, answerReferrers, answerTags } from './v2-lists.ts'
import { type V2Path, v2Path } from './v2-path.ts'
import {
  answerAppend,
  answerCancel,
  answerFinish,
  answerStart,
  answerUploadStatus,
  type UploadQuery,
} from './v2-uploads.ts'

/** One request below /v2/, with everything that the answering functions need. */
export interface V2Call<Path extends V2Path = V2Path> {
  readonly ctx: Context
  readonly caller: Caller
  readonly path: Path
  readonly method: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** Tags of the query, which may name several. */
  readonly tags: readonly string[]
  readonly headers: FastifyRequest['headers']
  /** The request's bytes as they arrive; undefined when it has none. */
  readonly body: Readable | undefined
  readonly reply: FastifyReply
}

/** The distribution API. Bodies are streams here: nothing is parsed or limited before the use case wants it. */
export function v2Routes(app: FastifyInstance, parts: ModuleParts, realm: Realm): void {
  const fixed = v2Headers(parts.publicUrl)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(fixed)
  })
  app.setErrorHandler((error, request, reply) => sendOciError(error, request, reply, realm, scopesOf(request)))
  const options = {
    bodyLimit: Number.MAX_SAFE_INTEGER,
    schema: { hide: true },
    exposeHeadRoute: false,
    helmet: false as const,
  }
  const handler = (request: FastifyRequest, reply: FastifyReply) => serve(parts, request, reply)
  // What nobody answers is refused with the headers and the form of the others (AUT-010).
  for (const url of ['/v2', '/v2/*']) app.route({ method: app.supportedMethods, url, ...options, handler })
}

async function serve(parts: ModuleParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = v2Path(restOf(request))
  const { authorization, 'user-agent': client } = request.headers
  const origin = originOf(request.ip, client)
  const access = await accessOf(parts, authorization, request.ip)
  if (!access) throw loginRequired()
  const ctx = parts.makeContext(actorOf(access, request.ip))
  takeRequest(ctx, { access, address: request.ip })
  await refuseRevoked(ctx, access)
  return answer({
    ctx,
    caller: { access, origin },
    path,
    method: request.method,
    query: firstValues(request.query as Record<string, unknown>),
    tags: [(request.query as { tag?: string | string[] }).tag ?? []].flat(),
    headers: request.headers,
    body: request.body instanceof Readable ? request.body : undefined,
    reply,
  })
}

async function accessOf(
  parts: ModuleParts,
  authorization: string | undefined,
  address: string,
): Promise<Access | undefined> {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  const ctx = parts.makeContext({ kind: 'anonymous', address })
  const unknown = { access: undefined, address }
  if (token === undefined) takeRequest(ctx, unknown)
  return token === undefined
    ? undefined
    : verifyBearer(ctx, token).catch((error: unknown) => {
        takeRequest(ctx, unknown)
        throw error
      })
}

/** Which function answers which method at which path. */
function answer(call: V2Call): Promise<FastifyReply> {
  const { path, method } = call
  const reads = method === 'GET' || method === 'HEAD'
  switch (path.kind) {
    case 'ping':
      if (reads) return ping(call)
      break
    case 'catalog':
      if (reads) return answerCatalog(call)
      break
    case 'tags':
      if (reads) return answerTags({ ...call, path })
      break
    case 'referrers':
      if (reads) return answerReferrers({ ...call, path })
      break
    case 'manifest':
      if (reads) return answerManifest({ ...call, path })
      if (method === 'PUT') return answerPushManifest({ ...call, path })
      if (method === 'DELETE') return answerDeleteManifest({ ...call, path })
      break
    case 'blob':
      if (reads) return answerBlob({ ...call, path })
      if (method === 'DELETE') return answerDeleteBlob({ ...call, path })
      break
    case 'uploads':
      if (method === 'POST') return answerStart({ ...call, path })
      break
    case 'upload':
      return answerUpload({ ...call, path })
  }
  throw unsupported({ what: `${method} for this address` })
}

function answerUpload(call: V2Call<Extract<V2Path, { kind: 'upload' }>>): Promise<FastifyReply> {
  switch (call.method) {
    case 'PATCH':
      return answerAppend(call)
    case 'PUT':
      return answerFinish(call)
    case 'DELETE':
      return answerCancel(call)
    case 'GET':
    case 'HEAD':
      return answerUploadStatus(call)
  }
  throw unsupported({ what: `${call.method} for an upload` })
}

async function ping({ reply }: V2Call): Promise<FastifyReply> {
  return reply.header('content-type', 'application/json').send('{}')
}

function restOf(request: FastifyRequest): string {
  return (request.params as { '*'?: string })['*'] ?? ''
}

/** What the challenge asks for; a path that cannot be read asks for nothing. */
function scopesOf(request: FastifyRequest) {
  const { from } = firstValues(request.query as Record<string, unknown>) as UploadQuery
  try {
    return neededScopes(v2Path(restOf(request)), request.method, from)
  } catch {
    return []
  }
}

function firstValues(query: Record<string, unknown>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : (value as string)]),
  )
}
