import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accountIdOf, type ShopBench, shopBench } from '../../../test/support/shop-bench.ts'
import type { Context } from '../../platform/context.ts'
import { openMemoryWebhookSender } from '../../platform/webhooks/memory-webhook-sender.ts'

let bench: ShopBench
let app: FastifyInstance
let as: (ctx: Context) => FastifyInstance
let id: string
let owner: Context
beforeAll(async () => {
  bench = await shopBench()
  Object.assign(bench.ports, { webhooks: openMemoryWebhookSender() })
  const served = await bench.serves()
  app = served.app
  as = served.as
})
beforeEach(async () => {
  await bench.reset()
  const seller = await bench.seller('acme')
  id = seller.id
  owner = seller.owner
})
afterAll(async () => {
  await app.close()
  await bench.close()
})

const wish = { address: 'https://hooks.example/in', events: ['push'] }

async function member(name: string, role: 'viewer' | 'editor'): Promise<Context> {
  const person = await bench.person(name)
  await bench.database.execute('INSERT INTO publisher_member VALUES ($1, $2, $3, $4)', [
    id,
    accountIdOf(person),
    role,
    bench.clock.now(),
  ])
  return person
}

test('a webhook from its making to its end, by an editor', async () => {
  const editor = await member('ed', 'editor')
  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    as(editor).inject({ method, url: `/publishers/${id}/webhooks${url}`, ...(payload && { payload }) })

  const made = await call('POST', '', { ...wish, repository: 'acme/*' })
  expect(made.statusCode).toBe(201)
  expect(made.json().secret).toMatch(/^chw_/)
  const { webhook } = made.json()
  expect(webhook).toMatchObject({ ...wish, repository: 'acme/*', state: 'active', lastSuccessAt: null })
  expect((await call('GET', '')).json()).toEqual({ items: [webhook] })

  const changed = await call('PUT', `/${webhook.id}`, { ...wish, events: ['scan'], state: 'paused' })
  expect(changed.json()).toMatchObject({ events: ['scan'], repository: null, state: 'paused' })
  expect((await call('POST', `/${webhook.id}/test`)).json()).toMatchObject({ code: 'webhooks.paused', status: 409 })
  await call('PUT', `/${webhook.id}`, { ...wish, state: 'active' })

  const tested = await call('POST', `/${webhook.id}/test`)
  expect([tested.statusCode, tested.json().state]).toEqual([202, 'waiting'])
  const logged = (await call('GET', `/${webhook.id}/deliveries`)).json()
  expect(logged).toMatchObject({ items: [{ event: 'test', attempts: 0, responseStatus: null }], next: null })
  const one = `/${webhook.id}/deliveries/${logged.items[0].id}`
  expect(JSON.parse((await call('GET', one)).json().body)).toMatchObject({ type: 'TEST', contents: { author: 'ed' } })
  expect((await call('POST', `${one}/redeliver`)).statusCode).toBe(202)
  expect((await call('POST', `/${webhook.id}/rotate-secret`)).json().secret).toMatch(/^chw_/)

  expect((await call('DELETE', `/${webhook.id}`)).statusCode).toBe(204)
  expect((await call('GET', `/${webhook.id}/deliveries`)).json()).toMatchObject({ code: 'webhooks.not_found' })
})

test('strangers, people of other companies, staff and viewers each get their answer; so does a wrong owner', async () => {
  const rival = await bench.seller('rival')
  const viewer = await member('vera', 'viewer')
  const staff = await bench.person('olga', 'operator')
  const made = await as(owner).inject({ method: 'POST', url: `/publishers/${id}/webhooks`, payload: wish })
  const { webhook } = made.json()
  const calls = [
    ['GET', ''],
    ['POST', '', wish],
    ['PUT', `/${webhook.id}`, { ...wish, state: 'active' }],
    ['DELETE', `/${webhook.id}`],
    ['POST', `/${webhook.id}/rotate-secret`],
    ['POST', `/${webhook.id}/test`],
    ['GET', `/${webhook.id}/deliveries`],
    ['GET', `/${webhook.id}/deliveries/${webhook.id}`],
    ['POST', `/${webhook.id}/deliveries/${webhook.id}/redeliver`],
  ] as const
  for (const [method, path, payload] of calls) {
    const statusFor = async (ctx: Context, publisher: string) => {
      const url = `/publishers/${publisher}/webhooks${path}`
      return (await as(ctx).inject({ method, url, ...(payload && { payload }) })).statusCode
    }
    const statuses = [
      await statusFor(bench.stranger, id),
      await statusFor(rival.owner, id),
      await statusFor(staff, id),
      await statusFor(viewer, id),
    ]
    expect([method, path, ...statuses]).toEqual([method, path, 401, 404, 404, 403])
    // The right owner of another publisher does not reach it through their own.
    if (path !== '') expect(await statusFor(rival.owner, rival.id)).toBe(404)
  }
})

test('what cannot be saved is named field by field', async () => {
  const url = `/publishers/${id}/webhooks`
  const refused = await as(owner).inject({ method: 'POST', url, payload: { ...wish, address: 'x', events: [] } })
  expect([refused.statusCode, refused.json().fields.map((f: { field: string }) => f.field)]).toEqual([
    422,
    ['address', 'events'],
  ])
  const unknown = await as(owner).inject({ method: 'POST', url, payload: { ...wish, events: ['moon'] } })
  expect(unknown.statusCode).toBe(400)
})
