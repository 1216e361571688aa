import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ShopBench, shopBench } from '../../../test/support/shop-bench.ts'
import type { Context } from '../../platform/context.ts'
import { sendProblem } from '../../platform/http/problem.ts'
import { tellApplicationReceived } from '../tell-publisher-news.ts'
import { notificationsRoutes } from './routes.ts'

let bench: ShopBench
let app: FastifyInstance
let acting: Context
beforeAll(async () => {
  bench = await shopBench()
  app = Fastify()
  app.decorateRequest('ctx')
  app.addHook('onRequest', async (request) => {
    request.ctx = acting
  })
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  notificationsRoutes(app)
})
afterAll(async () => {
  await app.close()
  await bench.close()
})

test.each([
  ['GET', '/inbox'],
  ['POST', '/inbox/0198c0de-0000-7000-8000-000000000001/read'],
  ['POST', '/inbox/read-all'],
  ['GET', '/notification-preferences'],
] as const)('a stranger is asked to sign in: %s %s', async (method, url) => {
  acting = bench.stranger
  const { statusCode, json } = await app.inject({ method, url })
  expect([statusCode, json().code]).toEqual([401, 'accounts.sign_in_first'])
})

test('the inbox lists, counts and ticks off; messages of others are not there', async () => {
  const { publisherId, seller } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
  await tellApplicationReceived(bench.system, { publisherId })
  acting = seller
  const inbox = (await app.inject('/inbox')).json()
  expect(inbox).toMatchObject({
    unread: 1,
    items: [
      { kind: 'publisher.applied', title: expect.stringContaining('application'), link: '/publisher', read: false },
    ],
  })
  const url = `/inbox/${inbox.items[0].id}/read`

  acting = await bench.person('heron')
  expect((await app.inject({ method: 'POST', url })).statusCode).toBe(404)
  acting = seller
  expect((await app.inject({ method: 'POST', url })).statusCode).toBe(204)
  expect((await app.inject('/inbox')).json()).toMatchObject({ unread: 0 })
  expect((await app.inject({ method: 'POST', url: '/inbox/read-all' })).statusCode).toBe(204)
})

test('preferences are kept; there are none for a product that the store does not have', async () => {
  const { productId } = await bench.sells('reef', 'Anchor', [{ name: 'Free' }])
  acting = await bench.person('wren')
  const url = '/notification-preferences'
  const puts = (path: string, payload: object) => app.inject({ method: 'PUT', url: `${url}${path}`, payload })
  expect((await app.inject(url)).json()).toEqual({ newsByMail: true, items: [] })

  expect((await puts('', { newsByMail: false })).json()).toMatchObject({ newsByMail: false })
  expect((await puts(`/${productId}`, { notices: true })).statusCode).toBe(200)
  expect((await puts('/0198c0de-0000-7000-8000-000000000001', { notices: true })).json()).toMatchObject({
    code: 'notifications.product_not_found',
  })
  expect((await app.inject(url)).json()).toMatchObject({
    newsByMail: false,
    items: [{ productId, productName: 'Anchor', path: '/images/anchor', notices: true }],
  })
})
