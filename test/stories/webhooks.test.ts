import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seconds } from '../../src/platform/clock.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** A publisher's machine hears of what happens, over real HTTP, in order. */
let store: TestStore
let acme: TestPublisher
let receiver: Server
let base: string
let webhookId: string
const heard: { headers: IncomingHttpHeaders; body: { type: string; contents: Record<string, unknown> } }[] = []
let status = 200

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    heard.push({ headers: request.headers, body: JSON.parse(body) })
    response.writeHead(status).end('noted')
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  store = await testStore()
  acme = await store.publisher('acme')
  base = `/publishers/${acme.id}/webhooks`
})
afterAll(async () => {
  receiver?.close()
  await store?.close()
})

const heardOf = (type: string) => heard.filter(({ body }) => body.type === type)
const deliveries = async () =>
  (await acme.person.client.get<{ items: Record<string, unknown>[] }>(`${base}/${webhookId}/deliveries`)).items
async function waitsFor(type: string): Promise<(typeof heard)[number] | undefined> {
  for (let tries = 0; tries < 200 && heardOf(type).length === 0; tries++) await wait(50)
  return heardOf(type).at(-1)
}

test('a push is heard of, and so is what the scan found', async () => {
  const { port } = receiver.address() as AddressInfo
  const made = await acme.person.client.post<{ webhook: { id: string } }>(base, {
    address: `http://127.0.0.1:${port}/in`,
    events: ['push', 'pull', 'delete', 'scan', 'publish'],
  })
  webhookId = made.webhook.id
  const digest = await acme.person.pushes(await smallImage('widget', '1.0.0'), 'acme/widget', '1.0.0')
  expect((await waitsFor('TAG_PUSH'))?.body.contents).toMatchObject({
    namespace: 'acme',
    repository: 'widget',
    tag: '1.0.0',
    digest,
    imageName: `${store.registryHost}/acme/widget:1.0.0`,
    os: 'linux',
    architecture: 'amd64',
    author: 'acme-owner',
  })
  expect((await waitsFor('SCAN_COMPLETE'))?.body.contents).toMatchObject({
    digest,
    severities: { critical: expect.any(Number) },
  })
})

test('a receiver that fails gets it again ten seconds later, with the same id', async () => {
  const ofTheTest = async () => (await deliveries()).find(({ event }) => event === 'test')
  await store.settle()
  heard.length = 0
  status = 500
  await acme.person.client.post(`${base}/${webhookId}/test`)
  await waitsFor('TEST')
  while ((await ofTheTest())?.responseStatus === null) await wait(20)
  expect(await ofTheTest()).toMatchObject({ event: 'test', state: 'waiting', attempts: 1, responseStatus: 500 })
  status = 200
  store.clock.advance(seconds(11))
  for (let tries = 0; tries < 200 && heardOf('TEST').length < 2; tries++) await wait(50)
  await store.settle()
  expect(new Set(heardOf('TEST').map(({ headers }) => headers['chandlery-delivery'])).size).toBe(1)
  expect(await ofTheTest()).toMatchObject({ state: 'delivered', attempts: 2 })
})

test('publishing is heard of, and customers’ pulls as counts', async () => {
  const { client } = acme.person
  await acme.person.pushes(await smallImage('widget-pro', '1.0.0'), 'acme/widget-pro', '1.0.0')
  const { id: productId } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
  await client.put(`/products/${productId}/draft`, await productManifest(acme.person, productId, 'acme'))
  const submission = await client.post<{ id: string }>(`/products/${productId}/submissions`, { publish: 'on_approval' })
  const moderator = await store.staff('mora', 'moderator')
  await moderator.client.post(`/submissions/${submission.id}/approve`, {})
  expect((await waitsFor('LISTING_PUBLISHED'))?.body.contents).toMatchObject({ slug: 'widget', version: '1.0.0' })

  const heron = await store.person('heron')
  const { id: planId } = await store.planOf('widget', 'Community')
  const { hash: termsHash } = await heron.client.get<{ hash: string }>(`/plans/${planId}/terms`)
  await heron.client.post('/subscriptions', { planId, account: 'heron', termsHash, notify: false })
  await heron.docker.pull('store/acme/widget', '1.0.0')
  for (let tries = 0; tries < 200 && !(await deliveries()).some(({ event }) => event === 'pull'); tries++)
    await wait(50)
  store.clock.advance(seconds(61))
  expect((await waitsFor('PULLS'))?.body.contents).toMatchObject({
    count: 1,
    repositories: [{ repository: 'store/acme/widget', count: 1 }],
  })
})
