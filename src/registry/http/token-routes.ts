import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../../platform/errors.ts'
import type { ModuleParts } from '../../platform/module.ts'
import { originOf } from '../access/access.ts'
import { exchangeToken } from '../exchange-token.ts'
import { type IssuedToken, issueToken } from '../issue-token.ts'
import { takeRequest } from '../limits/request-limits.ts'
import { showTokenKeys } from '../show-token-keys.ts'
import { limitHeaders } from './limit-headers.ts'

/** The token endpoint and the keys that check its tokens (registry-auth.md, sections 4 to 6). */
export function tokenRoutes(app: FastifyInstance, parts: ModuleParts): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  )
  app.setErrorHandler((error, request, reply) => sendTokenError(error, request, reply))
  const schema = { hide: true }
  const context = (request: FastifyRequest) => parts.makeContext({ kind: 'anonymous', address: request.ip })

  // By address before anything is looked up: who calls is known only afterwards.
  const onRequest = async (request: FastifyRequest) =>
    takeRequest(context(request), { access: undefined, address: request.ip })

  app.get('/auth/token', { schema, onRequest }, async (request, reply) => {
    const query = new URL(request.url, 'http://localhost').searchParams
    const credentials = basicCredentials(request.headers.authorization)
    const account = query.get('account')
    const issued = await issueToken(context(request), {
      service: query.get('service') ?? '',
      scopes: query.getAll('scope'),
      offline: query.get('offline_token') === 'true',
      origin: originOf(request.ip, query.get('client_id') ?? request.headers['user-agent']),
      ...(account && { account }),
      ...(credentials && { credentials }),
    })
    return unstored(reply).send({ token: issued.token, ...answerOf(issued) })
  })

  app.post('/auth/token', { schema, onRequest }, async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const issued = await exchangeToken(context(request), {
      ...fieldsOf(form),
      origin: originOf(request.ip, request.headers['user-agent']),
    })
    return unstored(reply).send({ ...answerOf(issued), scope: issued.scope })
  })

  app.get('/.well-known/jwks.json', { schema }, async (request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(await showTokenKeys(context(request))),
  )
}

function answerOf(issued: IssuedToken) {
  return {
    access_token: issued.token,
    expires_in: issued.expiresIn,
    issued_at: issued.issuedAt.toISOString(),
    ...(issued.refreshToken !== undefined && { refresh_token: issued.refreshToken }),
  }
}

const fields = {
  grantType: 'grant_type',
  service: 'service',
  clientId: 'client_id',
  accessType: 'access_type',
  scope: 'scope',
  username: 'username',
  password: 'password',
  refreshToken: 'refresh_token',
} as const

function fieldsOf(form: URLSearchParams): Partial<Record<keyof typeof fields, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const value = form.get(field)
      return value === null ? [] : [[name, value]]
    }),
  )
}

/** User name and secret of a Basic header; a header that is none counts as wrong credentials, not as anonymous. */
function basicCredentials(header: string | undefined): { name: string; secret: string } | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=_-]*)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  // No name and no secret holds a NUL, and PostgreSQL takes none.
  const text = Buffer.from(encoded, 'base64').toString('utf8').replaceAll('\0', '')
  const colon = text.indexOf(':')
  return colon < 0 ? { name: text, secret: '' } : { name: text.slice(0, colon), secret: text.slice(colon + 1) }
}

const unstored = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-store').header('docker-distribution-api-version', 'registry/2.0')

/** Refusals in both forms that clients read: `errors` and, printed for 401 and 429, `details` (AUT-032). */
function sendTokenError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = statusOf(error)
  if (status >= 500 && !(error instanceof DomainError)) request.log.error({ err: error }, 'A token request failed.')
  const text =
    error instanceof DomainError
      ? error.message
      : `The token request could not be answered. Try again; if it stays, tell the operator this number: ${request.id}.`
  const retryAfter = error instanceof DomainError ? error.details.retryAfter : undefined
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter))
  if (error instanceof DomainError && error.kind === 'limit_exceeded') reply.headers(limitHeaders(error.details))
  return unstored(reply)
    .code(status)
    .header('content-type', 'application/json')
    .serializer(JSON.stringify)
    .send({ ...oauthError(error), errors: [{ code: tokenCodes[status] ?? 'UNKNOWN', message: text }], details: text })
}

const tokenCodes: Readonly<Record<number, string>> = {
  400: 'UNSUPPORTED',
  401: 'UNAUTHORIZED',
  429: 'TOOMANYREQUESTS',
  503: 'UNAVAILABLE',
}

function statusOf(error: unknown): number {
  if (!(error instanceof DomainError)) {
    const { statusCode = 500 } = error as { statusCode?: number }
    return statusCode >= 400 && statusCode < 500 ? 400 : 500
  }
  if (error.kind === 'limit_exceeded') return 429
  if (error.kind === 'unavailable') return 503
  if (error.kind === 'invalid') return 400
  // Wrong password, account not confirmed, login revoked: all 401 with the reason in `details` (AUT-058).
  return 401
}

function oauthError(error: unknown): { error?: string } {
  if (!(error instanceof DomainError) || error.kind !== 'invalid') return {}
  return { error: error.code === 'registry.unsupported_grant_type' ? 'unsupported_grant_type' : 'invalid_request' }
}
