import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/command.ts'
import { Person } from '../../src/app/demo/people.ts'
import { digestOf } from '../../src/registry/domain/digest.ts'
import { requirement } from '../support/requirements.ts'
import { freePort, ServerProcess } from '../support/server-process.ts'

const postgres = requirement('postgres')

describe.runIf(postgres.met)('a PostgreSQL server that goes away', () => {
  let database: { url: string; stop(): void }
  let line: Line
  let store: ServerProcess
  let olga: Person

  beforeAll(async () => {
    database = await startPostgres()
    const there = new URL(database.url)
    line = await Line.to(Number(there.port))
    there.host = `127.0.0.1:${line.port}`
    store = await ServerProcess.prepare({ DATABASE_URL: there.href })
    await store.start()
    olga = new Person({ baseUrl: store.baseUrl, mails: store.mails }, 'olga')
    const [, token] = await store.prints(/\/setup\?token=(\S+)/)
    const { name: username, email, password } = olga
    await olga.client.post('/setup', { token, username, email, password })
    const { id } = await olga.client.post<{ id: string }>('/publishers', {
      account: 'olga',
      companyName: 'Olga',
      website: 'https://olga.example',
      message: 'Widgets.',
    })
    await olga.client.post(`/publishers/${id}/accept`)
  })
  afterAll(async () => {
    await store?.remove()
    await line?.close()
    database?.stop()
  })

  const login = async (): Promise<string> => {
    const query = new URLSearchParams({
      service: new URL(store.baseUrl).host,
      scope: 'repository:olga/widget:pull,push',
    })
    const basic = `Basic ${Buffer.from(`${olga.name}:${olga.password}`).toString('base64')}`
    const granted = await fetch(`${store.baseUrl}/auth/token?${query}`, { headers: { authorization: basic } })
    return ((await granted.json()) as { token: string }).token
  }
  const registry = (token: string, method: string, path: string, body?: Buffer) =>
    fetch(new URL(path, store.baseUrl), {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: body as BodyInit }),
    })
  const isUnavailable = async (answer: Response) => {
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([503, 'application/json'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] })
  }

  test('in the middle of a push: the client is told, and ends it later where it stood', async () => {
    const token = await login()
    const content = randomBytes(3_000_000)
    const digest = digestOf(content)
    const begun = await registry(token, 'POST', '/v2/olga/widget/blobs/uploads/')
    const location = begun.headers.get('location') ?? ''
    expect((await registry(token, 'PATCH', location, content.subarray(0, 1_000_000))).status).toBe(202)

    line.cut()
    await isUnavailable(await registry(token, 'PATCH', location, content.subarray(1_000_000)))
    await isUnavailable(await registry(token, 'PUT', `${location}?digest=${digest}`))
    await isUnavailable(await registry(token, 'POST', '/v2/olga/widget/blobs/uploads/'))
    const page = await fetch(`${store.baseUrl}/api/v1/session`, { headers: { cookie: 'session=none' } })
    expect(page.headers.get('content-type')).toContain('json')

    line.mend()
    const status = await registry(token, 'GET', location)
    expect(status.headers.get('range')).toBe('0-999999')
    const closed = await registry(token, 'PUT', `${location}?digest=${digest}`, content.subarray(1_000_000))
    expect(closed.status).toBe(201)
    const blob = await registry(token, 'GET', `/v2/olga/widget/blobs/${digest}`)
    expect(digestOf(Buffer.from(await blob.arrayBuffer()))).toBe(digest)
  })

  test('in the middle of requests: each is answered, none hangs, and the program lives on', async () => {
    const token = await login()
    const asked = Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        registry(token, 'GET', `/v2/olga/widget/manifests/none-${index}`).then((answer) => answer.status),
      ),
    )
    line.cut()
    for (const status of await asked) expect([404, 503]).toContain(status)
    line.mend()
    expect((await registry(token, 'GET', '/v2/olga/widget/manifests/none')).status).toBe(404)
  })
})

/** The network between store and database: it can be cut and mended. */
class Line {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isCut = false

  private constructor(target: number) {
    this.#server = createServer((near) => {
      if (this.#isCut) {
        near.destroy()
        return
      }
      const far = connect(target, '127.0.0.1')
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          this.#sockets.delete(one)
          other.destroy()
        })
      }
    })
  }

  static async to(target: number): Promise<Line> {
    const line = new Line(target)
    const port = await freePort()
    await new Promise<void>((resolve) => line.#server.listen(port, '127.0.0.1', resolve))
    return line
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** A server of its own, which lives as long as the command beside it. */
async function startPostgres(): Promise<{ url: string; stop(): void }> {
  const says = 'console.log(process.env.TEST_DATABASE_URL); process.stdin.resume()'
  const child: ChildProcess = spawn(
    process.execPath,
    [join(root, 'scripts', 'with-postgres.mjs'), '--', process.execPath, '-e', says],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const found = /postgres:\/\/\S+/.exec(printed)
      if (found) resolve(found[0])
    })
    child.once('exit', (code) => reject(new Error(`PostgreSQL did not start: ${code} ${printed}`)))
  })
  return { url, stop: () => child.stdin?.end() }
}
