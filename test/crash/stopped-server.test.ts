import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Person } from '../../src/app/demo/people.ts'
import { ServerProcess } from '../support/server-process.ts'

/** A server that is told to stop loses nothing: what was acknowledged is there, an upload goes on where it was. */
let server: ServerProcess
let person: Person

beforeAll(async () => {
  server = await ServerProcess.prepare()
  await server.start()
  person = new Person({ baseUrl: server.baseUrl, mails: server.mails }, 'olga')
  const [, token] = await server.prints(/\/setup\?token=(\S+)/)
  const { name: username, email, password } = person
  await person.client.post('/setup', { token, username, email, password })
  await becomesPublisher()
})
afterAll(() => server?.remove())

test('it ends with 0, and an upload that was under way is finished after the restart', async () => {
  const [first, second] = [randomBytes(2_000_000), randomBytes(1_000_000)]
  const digest = `sha256:${createHash('sha256').update(first).update(second).digest('hex')}`
  const begun = await registry('POST', '/v2/olga/widget/blobs/uploads/')
  const location = begun.headers.get('location') ?? ''
  expect((await registry('PATCH', location, first)).status).toBe(202)

  expect(await server.stop()).toBe(0)
  await server.start()

  const status = await registry('GET', location)
  expect(status.headers.get('range')).toBe(`0-${first.length - 1}`)
  const rest = await registry('PATCH', location, second, {
    'content-range': `${first.length}-${first.length + second.length - 1}`,
  })
  expect(rest.status).toBe(202)
  const next = new URL(rest.headers.get('location') ?? location, server.baseUrl)
  next.searchParams.set('digest', digest)
  expect((await registry('PUT', next.pathname + next.search)).status).toBe(201)
  const blob = await registry('GET', `/v2/olga/widget/blobs/${digest}`)
  expect(Buffer.concat([first, second]).equals(Buffer.from(await blob.arrayBuffer()))).toBe(true)
})

test('who was signed in still is', async () => {
  const { account } = await person.client.get<{ account: { name: string } | null }>('/session')
  expect(account?.name).toBe('olga')
})

async function becomesPublisher(): Promise<void> {
  const { id } = await person.client.post<{ id: string }>('/publishers', {
    account: 'olga',
    companyName: 'Olga',
    website: 'https://olga.example',
    message: 'Widgets.',
  })
  await person.client.post(`/publishers/${id}/accept`)
}

async function registry(method: string, path: string, body?: Buffer, headers: Record<string, string> = {}) {
  const query = new URLSearchParams({
    service: new URL(server.baseUrl).host,
    scope: 'repository:olga/widget:pull,push',
  })
  const basic = `Basic ${Buffer.from(`${person.name}:${person.password}`).toString('base64')}`
  const granted = await fetch(`${server.baseUrl}/auth/token?${query}`, { headers: { authorization: basic } })
  const { token } = (await granted.json()) as { token: string }
  return fetch(new URL(path, server.baseUrl), {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body && { body: body as BodyInit }),
  })
}
