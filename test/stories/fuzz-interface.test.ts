import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../../src/app/version.ts'
import { Callers, callerNames } from '../support/fuzz/callers.ts'
import { type JsonSchema, type KnownValues, valuesFor } from '../support/fuzz/json-schema.ts'
import { inAddress, oddBody, oddText } from '../support/fuzz/texts.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/**
 * Every call of docs/openapi.json with values made from its schemas, and with values that do not fit, by strangers,
 * customers, publishers and operators: whatever is sent, the answer is never "something went wrong on our side".
 */
const seed = 20260301
const runsPerCall = 8

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: JsonSchema
}
interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
}

const { paths } = JSON.parse(readFileSync(join(projectRoot, 'docs/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
}
const calls = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

let store: TestStore
let callers: Callers
let known: KnownValues

beforeAll(async () => {
  store = await testStore({ advisories: false })
  const operator = await store.staff('ondra', 'operator')
  const acme = await store.publisher('acme')
  const customer = await store.person('heron')
  const product = await submittedWidget(acme)
  await operator.client.post(`/submissions/${product.submissionId}/approve`, {})
  await acme.person.client.post(`/submissions/${product.submissionId}/publish`)
  await store.settle()
  callers = new Callers(store, { 'a customer': customer, 'a publisher': acme.person, 'an operator': operator })
  const plan = await store.planOf('widget', 'Pro')
  known = knownValues(acme, product, plan.id)
})
afterAll(() => store?.close())

describe('no call answers that something went wrong on our side', () => {
  test.each(calls.map((call) => [`${call.method} ${call.path}`, call] as const))('%s', async (_name, call) => {
    await fc.assert(
      fc.asyncProperty(requestsOf(call), fc.constantFrom(...callerNames), async (request, caller) => {
        expectRefusalInWords(await callers.asks(caller, request), `${caller}: ${request.method} ${request.url}`)
      }),
      { seed, numRuns: runsPerCall, endOnFailure: true },
    )
  })
})

function expectRefusalInWords(answer: LightMyRequestResponse, what: string): void {
  const { statusCode, body, headers } = answer
  if (statusCode < 400) return
  expect(statusCode === 503 ? 499 : statusCode, `${what}\n${body}`).toBeLessThan(500)
  expect(headers['content-type'], what).toContain('application/problem+json')
  const { code, detail } = answer.json<{ code: string; detail: string }>()
  expect(code, what).toMatch(/^[a-z]+\.[a-z0-9_]+$/)
  expect(detail.length, what).toBeGreaterThan(10)
}

/** Requests of one call: address, query and body, each mostly as described. */
function requestsOf({ path, method, operation }: (typeof calls)[number]) {
  const { parameters = [], requestBody } = operation
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const body = requestBody?.content['application/json']?.schema
  return fc
    .record({
      path: fc.tuple(...inPath.map(({ name, schema }) => textsFor(schema, name))),
      query: fc.tuple(...inQuery.map(({ name, schema }) => fc.option(textsFor(schema, name), { freq: 2 }))),
      stray: fc.option(fc.constantFrom('x=1', '%zz=%', 'a[]=1', '__proto__=1', 'limit=1&limit=2', '&&=&'), { freq: 5 }),
      body: (body ? valuesFor(body, known) : fc.constant(undefined)).chain((value) =>
        value === undefined ? fc.constant(undefined) : oddBody(JSON.stringify(value)),
      ),
      type: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: oddTypes }),
      // A body that the description does not speak of: pictures arrive that way.
      undescribed: fc.option(fc.record({ payload: oddBytes, type: oddTypes }), { freq: 1, nil: undefined }),
    })
    .map((made) => {
      const address = inPath.reduce(
        (text, { name }, i) => text.replace(`{${name}}`, inAddress(made.path[i] ?? '')),
        path,
      )
      const query = inQuery.flatMap(({ name }, i) => {
        const value = made.query[i]
        return value === null || value === undefined ? [] : [`${name}=${inAddress(value)}`]
      })
      const all = [...query, ...(made.stray === null ? [] : [made.stray])].join('&')
      return {
        method: method as 'GET',
        url: all === '' ? address : `${address}?${all}`,
        ...(made.body && { payload: made.body, headers: { 'content-type': made.type } }),
        ...(method !== 'GET' &&
          !body &&
          made.undescribed && {
            payload: made.undescribed.payload,
            headers: { 'content-type': made.undescribed.type },
          }),
      }
    })
}

const oddTypes = fc.constantFrom(
  'application/json',
  'image/png',
  'text/plain',
  'multipart/form-data',
  'nonsense',
  'a/b; c',
)
const oddBytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom('{"a":1}', '\x89PNG\r\n\x1a\n', 'RIFF....WEBP', '').map((text) => Buffer.from(text, 'latin1')),
)

/** What stands in an address: everything is text there. */
function textsFor(schema: JsonSchema, name: string): fc.Arbitrary<string> {
  const described = valuesFor(schema, known, name).map((value) =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  )
  return fc.oneof({ weight: 4, arbitrary: described }, { weight: 1, arbitrary: oddText })
}

async function submittedWidget(acme: TestPublisher): Promise<{ id: string; submissionId: string }> {
  const { client } = acme.person
  for (const name of ['widget', 'widget-pro'])
    await acme.person.pushes(await smallImage(name, '1.0.0'), `acme/${name}`, '1.0.0')
  const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
  await client.put(`/products/${id}/draft`, await productManifest(acme.person, id, 'acme'))
  const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'manual' })
  return { id, submissionId: submission.id }
}

function knownValues(acme: TestPublisher, product: { id: string; submissionId: string }, planId: string): KnownValues {
  const people = ['heron', 'acme-owner', 'ondra', 'acme']
  return {
    id: [product.id, product.submissionId, acme.id],
    productId: [product.id],
    product: [product.id],
    publisherId: [acme.id],
    publisher: ['acme'],
    planId: [planId],
    plan: [planId],
    slug: ['widget', 'acme'],
    name: people,
    username: people,
    account: people,
    namespace: ['acme', 'store/acme'],
    repository: ['acme/widget', 'store/acme/widget'],
    reference: ['1.0.0'],
    tag: ['1.0.0'],
  }
}
