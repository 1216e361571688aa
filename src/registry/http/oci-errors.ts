import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../../platform/errors.ts'
import type { LimitReached, QuotaRefusal, Refusal } from '../domain/errors.ts'
import { ociCodeOf } from '../domain/oci-code.ts'
import type { ResourceScope } from '../domain/scope.ts'
import { challengeHeader } from './challenge.ts'
import { limitHeaders } from './limit-headers.ts'
import { lingeringAnswer } from './lingering-answer.ts'

const statusByCode: Readonly<Record<string, number>> = {
  'registry.insufficient_scope': 401,
  'registry.pull_denied': 403,
  'registry.upload_out_of_order': 416,
  // The blob store answers for the range that it could not serve.
  'blobs.range_not_satisfiable': 416,
  'registry.unsupported': 405,
}

const statusByKind: Readonly<Record<DomainError['kind'], number>> = {
  not_found: 404,
  unauthenticated: 401,
  forbidden: 403,
  conflict: 409,
  invalid: 400,
  limit_exceeded: 429,
  too_large: 413,
  precondition_failed: 412,
  unavailable: 503,
}

/** Where the token server is, for challenges, and where errors are explained. */
export interface Realm {
  readonly url: string
  readonly service: string
  /** Page with an anchor for each error code. */
  readonly help: string
}

/** Answers an error in the form of the distribution specification; never HTML (AUT-016, AUT-069). */
export function sendOciError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  realm: Realm,
  scopes: readonly ResourceScope[],
): FastifyReply {
  const known = error instanceof DomainError ? error : undefined
  const status = known ? (statusByCode[known.code] ?? statusByKind[known.kind]) : statusOfOther(error)
  if (!known) logUnexpected(error, status, request)
  if (known?.kind === 'unavailable')
    request.log.warn({ err: known, code: known.code }, `${request.method} ${request.url} had to be refused`)
  if (known && status === 401) reply.header('www-authenticate', challengeOf(known, realm, scopes))
  if (known && typeof known.details.retryAfter === 'number') reply.header('retry-after', known.details.retryAfter)
  if (known?.kind === 'limit_exceeded') reply.headers(limitHeaders(known.details as Partial<LimitReached>))
  if (known?.code === 'registry.upload_out_of_order') uploadHeaders(reply, known.details)
  const help = known ? `${realm.help}#${known.code}` : realm.help
  const answer = Buffer.from(JSON.stringify({ errors: [entryOf(known, request, status, scopes, help)] }))
  reply
    .code(status)
    .header('content-type', 'application/json')
    .header('content-length', answer.byteLength)
    .header('link', `<${help}>; rel="help"`)
  if (!isStillSending(request)) return reply.send(answer)
  // What the client still sends is not wanted: reading a layer only to throw it away helps nobody.
  return reply.header('connection', 'close').send(lingeringAnswer(request.raw, answer))
}

function isStillSending(request: FastifyRequest): boolean {
  const { raw, headers } = request
  return (
    !raw.readableEnded && !raw.destroyed && Number(headers['content-length'] ?? Infinity) > 65_536 && hasBody(request)
  )
}

function entryOf(
  known: DomainError | undefined,
  request: FastifyRequest,
  status: number,
  scopes: readonly ResourceScope[],
  help: string,
) {
  if (!known) {
    const text = status < 500 ? 'The request could not be read.' : 'Something went wrong on our side. Try again;'
    const hint = status < 500 ? '' : ` if it stays, tell the operator this number: ${request.id}.`
    return { code: status < 500 ? 'UNSUPPORTED' : 'UNKNOWN', message: `${text}${hint}`, detail: { help } }
  }
  return { code: ociCodeOf(known), message: known.message, detail: detailOf(known, scopes, help) }
}

/** Reason and address for refusals; the lacking access for challenges, a list; facts for the rest (AUT-016). */
function detailOf(known: DomainError, scopes: readonly ResourceScope[], help: string): unknown {
  if (known.kind === 'forbidden') {
    const { reason, url, listing, until, used, limit } = known.details as unknown as Refusal & Partial<QuotaRefusal>
    const quota = used === undefined ? {} : { used, limit }
    return { reason, url: url ?? help, ...(listing && { listing }), ...(until && { until }), ...quota }
  }
  if (known.kind === 'unauthenticated') {
    return scopes.flatMap(({ type, name, actions }) =>
      actions.map((action) => ({ Type: type, Name: name, Action: action })),
    )
  }
  return { ...known.details, help }
}

function challengeOf(known: DomainError, realm: Realm, scopes: readonly ResourceScope[]): string {
  const base = { realm: realm.url, service: realm.service, scopes }
  if (known.code === 'registry.insufficient_scope') {
    return challengeHeader({ ...base, error: 'insufficient_scope', description: known.message })
  }
  if (known.code === 'registry.token_invalid') return challengeHeader({ ...base, error: 'invalid_token' })
  return challengeHeader(base)
}

function uploadHeaders(reply: FastifyReply, details: DomainError['details']): void {
  const { repository, uploadId, size } = details as { repository: string; uploadId: string; size: number }
  reply.header('location', `/v2/${repository}/blobs/uploads/${uploadId}`)
  reply.header('range', `0-${Math.max(size - 1, 0)}`)
}

function hasBody(request: FastifyRequest): boolean {
  return request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
}

function statusOfOther(error: unknown): number {
  const status = (error as { statusCode?: number }).statusCode
  return status !== undefined && status >= 400 && status < 500 ? status : 500
}

function logUnexpected(error: unknown, status: number, request: FastifyRequest): void {
  // A client that goes away in the middle of an upload is no defect: it comes back and continues.
  if (request.raw.destroyed || request.raw.errored) {
    request.log.info({ url: request.url }, `${request.method} ${request.url} was broken off by the client`)
  } else if (status >= 500) {
    request.log.error({ err: error }, `${request.method} ${request.url} failed`)
  }
}
