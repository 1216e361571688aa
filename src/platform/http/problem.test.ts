import Fastify from 'fastify'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineError, type ErrorKind } from '../errors.ts'
import { type Problem, sendProblem } from './problem.ts'
import { decodable, isCrossSite } from './server.ts'

const kinds: Record<ErrorKind, number> = {
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

function server() {
  const app = Fastify()
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  for (const kind of Object.keys(kinds) as ErrorKind[]) {
    const refusal = defineError<{ retryAfter: number }>(kind, `test.${kind}`, 'This did not work. Do that instead.')
    app.get(`/${kind}`, async () => {
      throw refusal({ retryAfter: 1.2 })
    })
  }
  app.get('/defect', async () => {
    throw new Error('secret of the database')
  })
  const Body = Type.Object({ name: Type.String({ minLength: 2 }) }, { additionalProperties: false })
  app.post('/typed', { schema: { body: Body } }, async () => 'ok')
  return app
}

test.each(Object.entries(kinds))(
  'a refusal of kind %s answers %i with its code and its sentence',
  async (kind, status) => {
    const answer = await server().inject(`/${kind}`)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.json<Problem>()).toMatchObject({
      code: `test.${kind}`,
      detail: 'This did not work. Do that instead.',
      status,
    })
  },
)

test('a defect becomes one neutral sentence with the request id, and tells nothing of itself', async () => {
  const answer = await server().inject('/defect')
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('secret')
  const { requestId, detail } = answer.json<Problem>()
  expect(detail).toContain(requestId)
})

test('input that does not fit is answered with the fields that do not', async () => {
  const answer = await server().inject({ method: 'POST', url: '/typed', payload: { name: 'x', extra: 1 } })
  expect(answer.statusCode).toBe(400)
  const { fields = [] } = answer.json<Problem>()
  expect(fields.length).toBeGreaterThan(0)
})

test('a page of another site cannot act with our cookie; programs and our own pages can', () => {
  const own = 'https://store.example'
  const post = (headers: Record<string, string>) => ({ method: 'POST', headers }) as never
  expect(isCrossSite(post({ 'sec-fetch-site': 'cross-site' }), own)).toBe(true)
  expect(isCrossSite(post({ 'sec-fetch-site': 'same-site' }), own)).toBe(true)
  expect(isCrossSite(post({ origin: 'https://evil.example' }), own)).toBe(true)
  expect(isCrossSite(post({ origin: 'null' }), own)).toBe(true)
  expect(isCrossSite(post({ 'sec-fetch-site': 'same-origin' }), own)).toBe(false)
  expect(isCrossSite(post({ origin: own }), own)).toBe(false)
  expect(isCrossSite(post({}), own)).toBe(false)
  expect(isCrossSite({ method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } } as never, own)).toBe(false)
})

test.each([
  ['/plain?q=%zz', '/plain?q=%zz'],
  ['/a%20b?x=1', '/a%20b?x=1'],
  ['/a%zz?q=%20', '/a%25zz?q=%20'],
  ['/%ff', '/%25ff'],
  ['/%', '/%25'],
])('the address %s is routed as %s', (sent, routed) => expect(decodable(sent)).toBe(routed))
