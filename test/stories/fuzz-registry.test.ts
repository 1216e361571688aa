import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf } from '../../src/registry/domain/digest.ts'
import { type CallerName, Callers, callerNames } from '../support/fuzz/callers.ts'
import { inAddress, oddBody, oddText, oddValue } from '../support/fuzz/texts.ts'
import { smallImage } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/**
 * The addresses of the registry and its token server with values that fit and values that do not, by strangers,
 * customers, publishers and operators: never an answer of the kind "something went wrong", and never a page.
 */
const seed = 20260302
const runsPerAddress = 40

let store: TestStore
let callers: Callers
let digest: string
let upload: string
const tokens = new Map<CallerName, string>()

const scopes = ['acme/widget', 'acme/other', 'store/acme/widget', 'library/tool'].map((name) => `repository:${name}:*`)

beforeAll(async () => {
  store = await testStore({ advisories: false })
  const operator = await store.staff('ondra', 'operator')
  const { person } = await store.publisher('acme')
  digest = await person.pushes(await smallImage('widget', '1.0.0'), 'acme/widget', '1.0.0')
  callers = new Callers(store, {
    'a customer': await store.person('heron'),
    'a publisher': person,
    'an operator': operator,
  })
  for (const name of callerNames) {
    tokens.set(name, await callers.registryToken(name, [...scopes, 'registry:catalog:*'].join(' ')))
  }
  const opened = await store.app.inject({
    method: 'POST',
    url: '/v2/acme/widget/blobs/uploads/',
    headers: { authorization: `Bearer ${tokens.get('a publisher')}` },
  })
  upload = String(opened.headers.location).split('/').at(-1) ?? ''
})
afterAll(() => store?.close())

const mixed = (...fit: fc.Arbitrary<string>[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.oneof(...fit) }, { weight: 1, arbitrary: oddText.map(inAddress) })
const names = mixed(fc.constantFrom('acme/widget', 'acme/other', 'store/acme/widget', 'library/tool', 'acme/new'))
const digests = mixed(
  fc.constant(null).map(() => digest),
  fc.constantFrom(digestOf(Buffer.from('x')), digestOf(Buffer.from('x'), 'sha512')),
)
const references = mixed(fc.constantFrom('1.0.0', 'latest'), digests)
const uploads = mixed(
  fc.constant(null).map(() => upload),
  fc.uuid(),
)

const addresses: Readonly<Record<string, fc.Arbitrary<string>>> = {
  '/v2/': fc.constant('/v2/'),
  '/v2/_catalog': fc.constant('/v2/_catalog'),
  'tags/list': names.map((name) => `/v2/${name}/tags/list`),
  manifests: fc.tuple(names, references).map(([name, reference]) => `/v2/${name}/manifests/${reference}`),
  blobs: fc.tuple(names, digests).map(([name, blob]) => `/v2/${name}/blobs/${blob}`),
  'blobs/uploads/': names.map((name) => `/v2/${name}/blobs/uploads/`),
  'blobs/uploads/{id}': fc.tuple(names, uploads).map(([name, id]) => `/v2/${name}/blobs/uploads/${id}`),
  referrers: fc.tuple(names, digests).map(([name, subject]) => `/v2/${name}/referrers/${subject}`),
}

const parameters = ['n', 'last', 'digest', 'mount', 'from', 'tag', 'artifactType', 'digest-algorithm', 'x']
const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(...parameters),
      fc.oneof(oddText.map(inAddress), digests, names, fc.constantFrom('1', '%zz')),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map((pair) => pair.join('=')).join('&')}`))

const headerText = fc.oneof(
  fc.constantFrom(
    'bytes=0-',
    '0-0',
    '0-4',
    'bytes=5-1',
    '*/*',
    '',
    ',',
    'application/vnd.oci.image.index.v1+json',
    '-1',
    '"x"',
  ),
  fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,60}$/),
)
const headers = fc.dictionary(
  fc.constantFrom('range', 'content-range', 'accept', 'if-none-match', 'content-type', 'user-agent'),
  headerText,
  {
    maxKeys: 3,
  },
)

const manifest = fc
  .record(
    {
      schemaVersion: fc.constantFrom(1, 2, 3),
      mediaType: oddValue,
      config: oddValue,
      layers: oddValue,
      manifests: oddValue,
      subject: oddValue,
      artifactType: oddValue,
      annotations: oddValue,
    },
    { requiredKeys: ['schemaVersion'] },
  )
  .chain((document) => oddBody(JSON.stringify(document)))
const body = fc.option(
  fc.oneof(
    manifest,
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  ),
  { nil: undefined },
)
const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE')

describe('no address of the registry answers that something went wrong on our side', () => {
  test.each(Object.keys(addresses))('%s', async (place) => {
    const made = fc.record({ url: addresses[place] ?? fc.constant('/v2/'), query, headers, body, method: methods })
    await fc.assert(
      fc.asyncProperty(made, fc.constantFrom(...callerNames), async (request, caller) => {
        const { method, url } = request
        const answer = await store.app.inject({
          method: method as 'GET',
          url: `${url}${request.query}`,
          headers: { ...request.headers, authorization: `Bearer ${tokens.get(caller)}` },
          ...(request.body && { payload: request.body }),
        })
        expectNoFault(
          answer.statusCode,
          answer.headers['content-type'],
          `${caller}: ${method} ${url}${request.query}\n${answer.body}`,
        )
      }),
      { seed, numRuns: runsPerAddress, endOnFailure: true },
    )
  })
})

describe('the token server never answers that something went wrong on our side', () => {
  const fields = [
    'service',
    'scope',
    'offline_token',
    'client_id',
    'account',
    'grant_type',
    'username',
    'password',
    'refresh_token',
    'access_type',
  ]
  const values = fc.oneof(
    oddText.map(inAddress),
    fc.constantFrom('password', 'refresh_token', 'offline', 'true', 'heron', ...scopes.map(inAddress)),
    fc.constant(null).map(() => inAddress(store.registryHost)),
  )
  const form = fc
    .array(fc.tuple(fc.constantFrom(...fields), values), { maxLength: 8 })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))
  const basic = fc.option(fc.oneof(oddText, fc.constantFrom('heron:wrong', ':', 'a\0b:c')), { nil: undefined })

  test.each(['GET', 'POST'] as const)('%s', async (method) => {
    await fc.assert(
      fc.asyncProperty(form, basic, async (text, login) => {
        const authorization = login !== undefined && `Basic ${Buffer.from(login).toString('base64')}`
        const answer = await store.app.inject({
          method,
          url: method === 'GET' ? `/auth/token?${text}` : '/auth/token',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...(authorization && { authorization }) },
          ...(method === 'POST' && { payload: text }),
        })
        expectNoFault(answer.statusCode, answer.headers['content-type'], `${method} ${text} ${login}\n${answer.body}`)
      }),
      { seed, numRuns: runsPerAddress, endOnFailure: true },
    )
  })
})

function expectNoFault(status: number, type: unknown, what: string): void {
  expect(status === 503 ? 499 : status, what).toBeLessThan(500)
  expect(String(type), what).not.toContain('html')
}
