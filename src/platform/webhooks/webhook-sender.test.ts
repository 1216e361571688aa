import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { webhookSenderContract } from './contract.ts'
import { openHttpWebhookSender } from './http-webhook-sender.ts'
import { openMemoryWebhookSender } from './memory-webhook-sender.ts'
import type { WebhookRequest } from './webhook-sender.ts'

const address = 'https://hooks.example/chandlery'
const everywhere = { privateTargets: true, plainHttp: true }
const message = (to: string): WebhookRequest => ({ address: to, headers: {}, body: '{}' })

webhookSenderContract('memory', async () => {
  const sender = openMemoryWebhookSender()
  return {
    sender,
    address,
    answers: async (answer) => sender.answers(address, answer),
    arrived: () => sender.sent,
    close: async () => {},
  }
})

webhookSenderContract('http', async () => {
  const arrived: Pick<WebhookRequest, 'headers' | 'body'>[] = []
  let answer: { status: number; body?: string } = { status: 200 }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    arrived.push({ headers: request.headers as Record<string, string>, body })
    response.writeHead(answer.status, { location: '/elsewhere' }).end(answer.body)
  })
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    sender: openHttpWebhookSender(everywhere),
    address: `http://127.0.0.1:${port}/hook`,
    async answers(next) {
      if (next) answer = next
      if (next && !server.listening) await listen(port)
      if (!next) await closed(server)
    },
    arrived: () => arrived,
    close: () => closed(server),
  }
})

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((done) => server.close(() => done()))
}

describe('who must not be reached is not', () => {
  const strict = openHttpWebhookSender({ privateTargets: false, plainHttp: false })
  test.each([
    'http://hooks.example/',
    'https://localhost/',
    'https://db.localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
    'https://169.254.169.254/latest/meta-data',
    'https://user:secret@hooks.example/',
  ])('%s', async (target) => {
    expect(strict.refusal(target)).toMatch(/^The address /)
    expect(await strict.send(message(target))).toMatchObject({ kind: 'failed', reason: strict.refusal(target) })
  })

  test('a name that leads to a private address is refused, even when it has a public one too', async () => {
    const sender = openHttpWebhookSender({
      privateTargets: false,
      plainHttp: true,
      resolve: async () => [
        { address: '8.8.8.8', family: 4 },
        { address: '::ffff:10.0.0.7', family: 6 },
      ],
    })
    expect(await sender.send(message('http://rebind.example/'))).toMatchObject({
      kind: 'failed',
      reason: 'rebind.example leads to a private address, which this store does not send to.',
    })
  })

  test('a name without an address is said to be so', async () => {
    const sender = openHttpWebhookSender({ ...everywhere, resolve: () => Promise.reject(new Error('ENOTFOUND')) })
    expect(await sender.send(message('http://nowhere.example/'))).toMatchObject({
      reason: 'The name nowhere.example could not be looked up.',
    })
  })
})

describe('receivers that misbehave', () => {
  let server: Server | undefined
  afterEach(async () => {
    if (server) await closed(server)
  })
  async function receiver(behave: (response: ServerResponse) => void): Promise<number> {
    const started = createServer((_request, response) => behave(response))
    server = started
    await new Promise<void>((done) => started.listen(0, '127.0.0.1', done))
    return (started.address() as AddressInfo).port
  }

  test('a name is looked up once, and the connection goes to that address', async () => {
    const hosts: string[] = []
    const port = await receiver((response) => response.end('here'))
    const sender = openHttpWebhookSender({
      ...everywhere,
      resolve: async (host) => {
        hosts.push(host)
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    expect(await sender.send(message(`http://pinned.example:${port}/`))).toMatchObject({ status: 200, body: 'here' })
    expect(hosts).toEqual(['pinned.example'])
  })

  test('one that never answers is given up', async () => {
    const port = await receiver(() => {})
    const sender = openHttpWebhookSender({ ...everywhere, totalTimeout: 200 })
    expect(await sender.send(message(`http://127.0.0.1:${port}/`))).toMatchObject({
      kind: 'failed',
      reason: 'There was no answer within 1 s.',
    })
  })

  test('one whose answer does not end has answered', async () => {
    const port = await receiver((response) => void response.writeHead(200).write('drip'))
    const sender = openHttpWebhookSender({ ...everywhere, totalTimeout: 300 })
    expect(await sender.send(message(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 200, body: 'drip' })
  })

  test('one that answers for ever is not listened to for ever', async () => {
    const port = await receiver((response) => {
      const more = () => {
        while (response.writable && response.write('y'.repeat(8192)));
        if (response.writable) response.once('drain', more)
      }
      response.writeHead(200)
      more()
    })
    const sender = openHttpWebhookSender({ ...everywhere, mostAnswer: 20_000 })
    expect(await sender.send(message(`http://127.0.0.1:${port}/`))).toMatchObject({ kind: 'answered', status: 200 })
  })

  test('one that hangs up says so', async () => {
    const port = await receiver((response) => response.destroy())
    const outcome = await openHttpWebhookSender(everywhere).send(message(`http://127.0.0.1:${port}/`))
    expect(outcome).toMatchObject({ reason: 'The other side closed the connection without an answer.' })
  })

  test('zero bytes in an answer are left out: the database takes none', async () => {
    const port = await receiver((response) => response.end('a\0b'))
    expect(await openHttpWebhookSender(everywhere).send(message(`http://127.0.0.1:${port}/`))).toMatchObject({
      body: 'ab',
    })
  })
})
