import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { DomainError, type ErrorKind, type FieldProblem } from '../errors.ts'

/** Problem details (RFC 9457) with our stable code, the request id, and the fields that were refused. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  requestId: Type.String(),
  fields: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
})
export type Problem = Static<typeof Problem>

/** The status of each kind of refusal, where the refusal names no other. */
export const statusOf: Readonly<Record<ErrorKind, number>> = {
  not_found: 404,
  unauthenticated: 401,
  forbidden: 403,
  conflict: 409,
  invalid: 422,
  limit_exceeded: 429,
  too_large: 413,
  precondition_failed: 412,
  unavailable: 503,
}

const titleOf: Record<number, string> = {
  400: 'Bad request',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  412: 'Not possible now',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available now',
}

/** The problem document of an error. Unexpected errors become one neutral text (ARC-53). */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof DomainError) {
    return problem(statusOf[error.kind], error.code, error.message, requestId, error.fields)
  }
  const { validation, statusCode = 500, code, message, validationContext } = error as FastifyError
  if (validation) {
    const fields = validation.map((v) => ({
      field: fieldOf(v.instancePath, v.params as Record<string, unknown>),
      message: `${v.message ?? 'is not valid'}.`,
    }))
    const where = validationContext === 'querystring' ? 'the query' : `the ${validationContext ?? 'body'}`
    const named = fields.map((f) => `${f.field || where} ${f.message}`).join(' ')
    return problem(400, 'http.invalid_request', `The request could not be read: ${named}`, requestId, fields)
  }
  if (statusCode < 500) return problem(statusCode, `http.${(code ?? 'refused').toLowerCase()}`, message, requestId)
  return problem(
    statusCode === 503 ? 503 : 500,
    'http.unexpected',
    `Something went wrong on our side. Try again; if it stays, tell the operator this number: ${requestId}.`,
    requestId,
  )
}

function fieldOf(path: string, params: Record<string, unknown>): string {
  const missing = params.missingProperty ?? params.additionalProperty
  return [...path.split('/').slice(1), ...(typeof missing === 'string' ? [missing] : [])].join('.')
}

function problem(
  status: number,
  code: string,
  detail: string,
  requestId: string,
  fields: readonly FieldProblem[] = [],
): Problem {
  return {
    type: `/docs/errors#${code}`,
    title: titleOf[status] ?? 'Refused',
    status,
    detail,
    code,
    requestId,
    ...(fields.length > 0 && { fields: [...fields] }),
  }
}

/** Answers an error as a problem document and logs unexpected ones, once. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = problemOf(error, request.id)
  if (body.status >= 500) request.log.error({ err: error, code: body.code }, `${request.method} ${request.url} failed`)
  const retryAfter = error instanceof DomainError ? error.details.retryAfter : undefined
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter))
  return reply
    .code(body.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(body)
}
