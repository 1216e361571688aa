import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ShopBench, shopBench } from '../../test/support/shop-bench.ts'
import { days, hours, minutes, seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { Dispatcher, type QueueRows } from '../platform/jobs/dispatcher.ts'
import { silentLog } from '../platform/testing/silent-log.ts'
import { type MemoryWebhookSender, openMemoryWebhookSender } from '../platform/webhooks/memory-webhook-sender.ts'
import type { WebhookRequest } from '../platform/webhooks/webhook-sender.ts'
import type { ImagePushed } from '../registry/index.ts'
import { createWebhook } from './create-webhook.ts'
import { type DeliverWebhook, deliverWebhook } from './deliver-webhook.ts'
import { pauses } from './domain/delivery.ts'
import { mostWebhooks, type OwnerId, type Webhook, type WebhookEvent } from './domain/webhook.ts'
import { listDeliveries, showDelivery } from './list-deliveries.ts'
import { listWebhooks } from './list-webhooks.ts'
import { webhooksModule } from './module.ts'
import { redeliverWebhook } from './redeliver-webhook.ts'
import { removeWebhook } from './remove-webhook.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import { sweepDeliveries } from './sweep-deliveries.ts'
import { tellDeleted, tellPulled, tellPushed, tellScanned } from './tell-image-news.ts'
import { tellListingChanged } from './tell-listing-news.ts'
import { testWebhook } from './test-webhook.ts'
import { updateWebhook } from './update-webhook.ts'

const address = 'https://hooks.acme.example/chandlery'
const digest: ImagePushed['digest'] = `sha256:${'a'.repeat(64)}`
const everything: WebhookEvent[] = ['push', 'pull', 'delete', 'scan', 'publish']

let bench: ShopBench
let sender: MemoryWebhookSender
let acme: { id: OwnerId; owner: Context }
beforeAll(async () => {
  bench = await shopBench()
  sender = openMemoryWebhookSender()
  Object.assign(bench.ports, { webhooks: sender })
})
beforeEach(async () => {
  await bench.reset()
  sender.clear()
  acme = await bench.seller('acme')
})
afterAll(() => bench.close())

const listens = async (wish: { events?: WebhookEvent[]; repository?: string } = {}): Promise<Webhook> => {
  const { events = everything, ...rest } = wish
  return (await createWebhook(acme.owner, { publisherId: acme.id, address, events, ...rest })).webhook
}
const about = ({ id }: Webhook) => ({ publisherId: acme.id, webhookId: id })
const pushed = (tag: string, repository = 'acme/widget') => ({
  type: 'image.pushed' as const,
  repository,
  tag,
  digest,
  by: 'acme',
  at: bench.clock.now().toISOString(),
})

/** Works off the jobs that wait now, as the queue does. */
async function delivers(): Promise<void> {
  for (const { queue, data } of bench.jobs.splice(0)) {
    expect(queue).toBe('webhooks.deliver-event')
    await deliverWebhook(bench.system, data as DeliverWebhook)
  }
}
const log = async (webhook: Webhook) => (await listDeliveries(acme.owner, about(webhook))).deliveries
const types = () => sender.sent.map(({ body }) => JSON.parse(body).type as string)

describe('a push', () => {
  test('arrives once, signed, with the body of STO-199', async () => {
    const webhook = await listens()
    await tellPushed(bench.system, pushed('1.0.0'))
    await tellPushed(bench.system, pushed('1.0.0'))
    await delivers()

    expect(types()).toEqual(['TAG_PUSH'])
    const [request] = sender.sent
    const [delivery] = await log(webhook)
    expect(request).toMatchObject({
      address,
      headers: {
        'content-type': 'application/json',
        'chandlery-event': 'push',
        'chandlery-delivery': delivery?.id,
        'x-hub-signature-256': expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
        'chandlery-signature': expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/),
      },
    })
    expect(JSON.parse(request?.body ?? '').contents).toMatchObject({
      repository: 'widget',
      tag: '1.0.0',
      author: 'acme',
    })
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 1, responseStatus: 200 })
  })

  test('at the same moment by two programs arrives once', async () => {
    const webhook = await listens()
    await Promise.all([1, 2, 3].map(() => tellPushed(bench.system, pushed('1.0.0'))))
    await delivers()
    expect(await log(webhook)).toHaveLength(1)
    expect(sender.sent).toHaveLength(1)
  })

  test('is not told to those who want other events, other repositories, or are paused', async () => {
    await listens({ events: ['scan'] })
    await listens({ repository: 'acme/other-*' })
    const paused = await listens()
    await updateWebhook(acme.owner, { ...about(paused), address, events: everything, state: 'paused' })
    await bench.seller('rival')
    await tellPushed(bench.system, pushed('1.0.0'))
    await tellPushed(bench.system, pushed('1.0.0', 'rival/widget'))
    await tellPushed(bench.system, { ...pushed('x', 'store/acme/widget') })
    const { tag: _, ...byDigest } = pushed('x')
    await tellPushed(bench.system, byDigest)
    expect(bench.jobs).toEqual([])
  })
})

test('deletions, scans and listings are told in their own shapes', async () => {
  const { productId, publisherId, seller } = await bench.sells('heron', 'Widget', [{ name: 'Free' }])
  await createWebhook(seller, { publisherId, address, events: everything })
  const at = bench.clock.now().toISOString()
  await tellDeleted(bench.system, { type: 'tag.deleted', repository: 'heron/widget', tag: 'old', at })
  await tellDeleted(bench.system, { type: 'image.deleted', repository: 'heron/widget', digest, at })
  const severities = { critical: 1, major: 2, minor: 3, unknown: 0 }
  await tellScanned(bench.system, { repository: 'heron/widget', digest, state: 'complete', severities, at })
  await tellListingChanged(bench.system, { change: 'published', productId })
  await bench.holds({ productId } as never, 'CVE')
  await tellListingChanged(bench.system, { change: 'held', productId, reason: 'CVE' })
  await delivers()
  expect(types()).toEqual(['TAG_DELETE', 'MANIFEST_DELETE', 'SCAN_COMPLETE', 'LISTING_PUBLISHED', 'LISTING_HELD'])
  const bodies = sender.sent.map(({ body }) => JSON.parse(body))
  expect(bodies[2].contents.severities).toEqual(severities)
  expect(bodies[4]).toMatchObject({
    location: 'http://localhost:8080/images/widget',
    contents: { slug: 'widget', name: 'Widget', state: 'hold', reason: 'CVE' },
  })
})

describe('pulls', () => {
  const batch = (batchId: string, count: number, repository = 'store/acme/widget') =>
    tellPulled(bench.system, { type: 'pulls.recorded', batchId, items: [{ repository, count }] })

  test('of a minute come as one delivery; a batch that is delivered twice counts once', async () => {
    await listens({ repository: 'acme/widget' })
    await batch('one', 2)
    await batch('two', 3)
    await batch('two', 3)
    await batch('other', 9, 'store/acme/other')
    expect(bench.jobs).toHaveLength(1)
    bench.clock.advance(seconds(60))
    await batch('three', 1)
    await delivers()
    const counts = sender.sent.map(({ body }) => JSON.parse(body).contents.count)
    expect(counts).toEqual([5, 1])
  })

  test('at the same moment are all counted', async () => {
    await listens()
    await Promise.all([1, 2, 3, 4, 5].map((n) => batch(`b${n}`, n)))
    bench.clock.advance(seconds(60))
    await delivers()
    expect(sender.sent.map(({ body }) => JSON.parse(body).contents.count)).toEqual([15])
  })
})

describe('an address that takes its time', () => {
  /** A queue over the jobs of the bench, with as many places as the module declares. */
  function opensQueue() {
    const { concurrency = 1 } = webhooksModule.queues?.[0] ?? {}
    const take = async (_queue: string, count: number) =>
      bench.jobs.splice(0, count).map(({ data }, index) => ({ id: `${index}`, data, attempt: 1, timeLimit: 60 }))
    const rows: QueueRows = { take, completed: async () => {}, failed: async () => {}, givenBack: async () => {} }
    const handler = ({ data }: { data: object }) => deliverWebhook(bench.system, data as DeliverWebhook)
    const queue = new Dispatcher('webhooks.deliver-event', handler, concurrency, rows, silentLog)
    const until = async (enough: () => boolean) => {
      for (; !enough(); await wait(5)) queue.wake()
    }
    return { until, stop: () => queue.stop(1000) }
  }

  test('keeps nobody else waiting: the next webhook and the next publisher are sent to meanwhile', async () => {
    const slow = await listens({ repository: 'acme/slow' })
    const rival = await bench.seller('rival')
    await listens({ repository: 'acme/fast' })
    await createWebhook(rival.owner, { publisherId: rival.id, address, events: everything })
    for (let n = 0; n < 40; n++) await tellPushed(bench.system, pushed(`1.0.${n}`, 'acme/slow'))
    await tellPushed(bench.system, pushed('2.0.0', 'acme/fast'))
    await tellPushed(bench.system, pushed('3.0.0', 'rival/widget'))
    let waiting = 0
    let most = 0
    let answer = () => {}
    const answers = new Promise<void>((resolve) => {
      answer = resolve
    })
    const send = async (request: WebhookRequest) => {
      if (!request.body.includes('"1.0.')) return sender.send(request)
      most = Math.max(most, ++waiting)
      await answers
      waiting--
      return sender.send(request)
    }
    Object.assign(bench.ports, { webhooks: { refusal: () => undefined, send } })
    const tags = () => sender.sent.map(({ body }) => JSON.parse(body).contents.tag as string)
    const queue = opensQueue()
    await queue.until(() => tags().length === 2 && waiting === 2)
    expect(tags().sort()).toEqual(['2.0.0', '3.0.0'])
    answer()
    await queue.until(() => tags().length === 42)
    await queue.stop()
    Object.assign(bench.ports, { webhooks: sender })
    expect([most, new Set(tags()).size]).toEqual([2, 42])
    const page = await log(slow)
    expect(page.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(Array(40).fill('delivered 1'))
  })
})

describe('an address that does not take it', () => {
  test('gets the same delivery again after growing pauses, until it is given up', async () => {
    const webhook = await listens()
    sender.answers(address, { status: 503, body: 'too busy' })
    await tellPushed(bench.system, pushed('1.0.0'))
    const waits: number[] = []
    for (let tries = 1; bench.jobs.length > 0; tries++) {
      await delivers()
      const [delivery] = await log(webhook)
      expect(delivery).toMatchObject({ attempts: tries, responseStatus: 503, responseBody: 'too busy' })
      if (!delivery?.nextAttemptAt) break
      waits.push(delivery.nextAttemptAt.getTime() - bench.clock.now().getTime())
      bench.clock.set(delivery.nextAttemptAt)
    }
    expect(waits).toEqual(pauses)
    expect(await log(webhook)).toMatchObject([{ state: 'failed', problem: 'The answer was 503; 2xx was expected.' }])
    expect(new Set(sender.sent.map(({ headers }) => headers['chandlery-delivery'])).size).toBe(1)
    const times = sender.sent.map(({ headers }) => headers['chandlery-timestamp'])
    expect(new Set(times).size).toBe(times.length)
  })

  test('can be sent to again by hand, from the beginning of the pauses', async () => {
    const webhook = await listens()
    sender.answers(address, undefined)
    await tellPushed(bench.system, pushed('1.0.0'))
    for (let tries = 0; tries <= pauses.length; tries++) await delivers()
    const [dead] = await log(webhook)
    expect(dead).toMatchObject({ state: 'failed', problem: 'The connection was refused.' })

    sender.answers(address, { status: 202 })
    await redeliverWebhook(acme.owner, { ...about(webhook), deliveryId: dead?.id as never })
    await delivers()
    expect(await log(webhook)).toMatchObject([{ state: 'delivered', attempts: pauses.length + 2 }])
    expect((await log(webhook))[0]?.problem).toBeUndefined()
  })

  test('a job that comes twice sends nothing twice, and one that comes late finds nothing to do', async () => {
    const webhook = await listens()
    await tellPushed(bench.system, pushed('1.0.0'))
    const [job] = bench.jobs.splice(0)
    await deliverWebhook(bench.system, job?.data as DeliverWebhook)
    await deliverWebhook(bench.system, job?.data as DeliverWebhook)
    expect(sender.sent).toHaveLength(1)
    await Promise.all([1, 2].map(() => deliverWebhook(bench.system, job?.data as DeliverWebhook)))
    expect((await log(webhook))[0]).toMatchObject({ attempts: 1 })
  })

  test('for three days is paused, once, and its publisher is told', async () => {
    const webhook = await listens()
    sender.answers(address, { status: 500 })
    for (let day = 0; day <= 3; day++) {
      await tellPushed(bench.system, pushed(`1.0.${day}`))
      await delivers()
      bench.jobs.length = 0
      bench.clock.advance(days(1))
    }
    expect(bench.told('webhook.given-up')).toMatchObject([
      { webhookId: webhook.id, host: 'hooks.acme.example', problem: 'The answer was 500; 2xx was expected.' },
    ])
    expect(await listWebhooks(acme.owner, { publisherId: acme.id })).toMatchObject([
      { state: 'paused', pauseReason: 'The answer was 500; 2xx was expected.' },
    ])
    expect(await bench.actions()).toContain('webhooks.webhook_paused')

    const resumed = await updateWebhook(acme.owner, { ...about(webhook), address, events: ['push'], state: 'active' })
    expect(resumed).toMatchObject({ state: 'active' })
    expect(resumed.failingSince).toBeUndefined()
  })

  test('a success in between starts the count anew', async () => {
    await listens()
    for (let day = 0; day < 8; day++) {
      sender.answers(address, { status: day % 2 === 0 ? 500 : 200 })
      await tellPushed(bench.system, pushed(`1.0.${day}`))
      await delivers()
      bench.jobs.length = 0
      bench.clock.advance(days(1))
    }
    expect(bench.told('webhook.given-up')).toEqual([])
  })

  test('what waits when the webhook is paused or removed is not sent', async () => {
    const webhook = await listens()
    await tellPushed(bench.system, pushed('1.0.0'))
    await updateWebhook(acme.owner, { ...about(webhook), address, events: everything, state: 'paused' })
    await delivers()
    expect(await log(webhook)).toMatchObject([{ state: 'failed', attempts: 0, problem: /was paused/ }])
    const deliveryId = (await log(webhook))[0]?.id as never
    await expect(redeliverWebhook(acme.owner, { ...about(webhook), deliveryId })).rejects.toMatchObject({
      code: 'webhooks.paused',
    })

    const other = await listens()
    await tellPushed(bench.system, pushed('1.0.1'))
    await removeWebhook(acme.owner, about(other))
    await delivers()
    expect(sender.sent).toEqual([])
  })
})

describe('secrets', () => {
  test('are answered once and stand in no list, log or trail', async () => {
    const { webhook, secret } = await createWebhook(acme.owner, { publisherId: acme.id, address, events: ['push'] })
    const rotated = await rotateWebhookSecret(acme.owner, about(webhook))
    expect(new Set([secret, rotated]).size).toBe(2)
    await testWebhook(acme.owner, about(webhook))
    const seen = JSON.stringify([
      await listWebhooks(acme.owner, { publisherId: acme.id }),
      await log(webhook),
      await bench.rows('SELECT * FROM audit_entry'),
      bench.jobs,
    ])
    expect(seen).not.toContain(secret)
    expect(seen).not.toContain(rotated)
    // The path of an address may be a secret of the receiver.
    expect(JSON.stringify(await bench.rows('SELECT * FROM audit_entry'))).not.toContain(address)
  })

  test('after a rotation both sign for a day', async () => {
    const webhook = await listens()
    await rotateWebhookSecret(acme.owner, about(webhook))
    const signatures = async () => {
      await testWebhook(acme.owner, about(webhook))
      await delivers()
      return (sender.sent.at(-1)?.headers['chandlery-signature'] ?? '').split(',v1=').length - 1
    }
    expect(await signatures()).toBe(2)
    bench.clock.advance(hours(24))
    expect(await signatures()).toBe(1)
  })
})

test('a publisher has at most 20, also when two are added at once', async () => {
  for (let n = 0; n < mostWebhooks - 1; n++) await listens()
  const outcomes = await Promise.allSettled([listens(), listens()])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(listens()).rejects.toMatchObject({ code: 'webhooks.too_many' })
})

test('an address that the store would not send to is refused at its field', async () => {
  const input = { publisherId: acme.id, address: 'nonsense', events: ['push' as const] }
  await expect(createWebhook(acme.owner, input)).rejects.toMatchObject({
    code: 'webhooks.invalid',
    fields: [{ field: 'address' }],
  })
})

test('the log turns pages, and forgets after 30 days; a lost job is made again', async () => {
  const webhook = await listens()
  for (let n = 0; n < 51; n++) await tellPushed(bench.system, pushed(`1.0.${n}`))
  const page = await listDeliveries(acme.owner, about(webhook))
  expect(page.deliveries).toHaveLength(50)
  const rest = await listDeliveries(acme.owner, { ...about(webhook), ...(page.next && { before: page.next }) })
  expect(rest.deliveries).toHaveLength(1)
  expect(rest.next).toBeUndefined()
  const [first] = rest.deliveries
  expect(await showDelivery(acme.owner, { ...about(webhook), deliveryId: first?.id as never })).toEqual(first)

  bench.jobs.length = 0
  bench.clock.advance(minutes(16))
  await sweepDeliveries(bench.system)
  expect(bench.jobs).toHaveLength(51)
  bench.clock.advance(days(30))
  await sweepDeliveries(bench.system)
  expect((await listDeliveries(acme.owner, about(webhook))).deliveries).toEqual([])
})

test('a test is a delivery like others, and not more than five wait at once', async () => {
  const webhook = await listens()
  await testWebhook(acme.owner, about(webhook))
  await delivers()
  expect(types()).toEqual(['TEST'])
  sender.answers(address, undefined)
  for (let n = 0; n < 5; n++) await testWebhook(acme.owner, about(webhook))
  await expect(testWebhook(acme.owner, about(webhook))).rejects.toMatchObject({ code: 'webhooks.tested_too_often' })
})
