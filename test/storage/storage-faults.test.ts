import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFsBlobStore } from '../../src/platform/blobs/fs-blob-store.ts'
import { openS3BlobStore } from '../../src/platform/blobs/s3-blob-store.ts'
import { digestOf } from '../../src/registry/domain/digest.ts'
import { Client } from '../../src/registry/testing/client.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import { goProgram } from '../support/go-program.ts'
import { requirement } from '../support/requirements.ts'
import { S3Server } from '../support/s3-server.ts'

type Bench = Awaited<ReturnType<typeof listeningBench>>

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
  /** False when the connection broke before the announced length had come. */
  readonly complete: boolean
}

const octets = { 'content-type': 'application/octet-stream' }
const errorOf = ({ body }: Answer) => JSON.parse(body.toString()).errors[0] as { code: string; message: string }

async function benchOver(openBlobs: NonNullable<Parameters<typeof listeningBench>[0]>['openBlobs']): Promise<Bench> {
  const bench = await listeningBench(openBlobs && { openBlobs })
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  return bench
}

/** One request over a real connection, with what Ada's token allows. */
async function asks(bench: Bench, method: string, path: string, body?: Buffer, whileReading?: () => Promise<void>) {
  const token = await new Client(bench, 'ada').token('repository:acme/widget:pull,push')
  const [host, port] = bench.host.split(':')
  const headers = { authorization: `Bearer ${token}`, ...octets, ...(body && { 'content-length': body.length }) }
  return new Promise<Answer>((resolve, reject) => {
    let answered = false
    const sent = request({ host, port, method, path, headers, agent: false }, (response) => {
      answered = true
      const chunks: Buffer[] = []
      let stopped = whileReading === undefined
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (stopped) return
        stopped = true
        response.pause()
        void whileReading?.().then(() => response.resume())
      })
      response.on('error', () => {})
      response.once('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          complete: response.complete,
        }),
      )
    })
    // Told in the middle of sending, the rest is not wanted; only without an answer it is an error.
    sent.on('error', (error) => answered || reject(error))
    sent.end(body)
  })
}

const begins = async (bench: Bench) =>
  String((await asks(bench, 'POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
const standsAt = async (bench: Bench, location: string) =>
  Number(String((await asks(bench, 'GET', location)).headers.range).split('-')[1]) + 1

function isUnavailable(answer: Answer): void {
  expect(answer.status).toBe(503)
  expect(String(answer.headers['content-type'])).toContain('application/json')
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect(errorOf(answer).code).toBe('UNAVAILABLE')
  expect(errorOf(answer).message).toMatch(/\.$/)
}

const tmpfs = requirement('tmpfs')

describe.runIf(tmpfs.met)('a disk that is full', () => {
  let folder: string
  let bench: Bench

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chandlery-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder])
    bench = await benchOver((clock) => openFsBlobStore({ directory: join(folder, 'blobs'), clock }))
  })
  afterAll(async () => {
    await bench?.close()
    execFileSync('umount', ['-l', folder])
    await rm(folder, { recursive: true, force: true })
  })

  test('says so, keeps what it has, and takes the rest when there is room again', async () => {
    const content = randomBytes(16_000_000)
    const digest = digestOf(content)
    const ballast = join(folder, 'ballast')
    await writeFile(ballast, Buffer.alloc(14_000_000))
    const location = await begins(bench)

    const refused = await asks(bench, 'PATCH', location, content)
    isUnavailable(refused)
    expect(errorOf(refused).message).toContain('disk of the store is full')
    const arrived = await standsAt(bench, location)
    expect(arrived).toBeGreaterThan(1)
    expect(arrived).toBeLessThan(content.length)
    expect((await asks(bench, 'GET', `/v2/acme/widget/blobs/${digest}`)).status).toBe(404)
    const manifest = await new Client(bench, 'ada').pushesManifest('acme/widget', 'x', randomBytes(10), 'text/plain')
    expect(manifest.statusCode).toBeLessThan(500)

    await rm(ballast)
    const rest = content.subarray(arrived)
    expect((await asks(bench, 'PUT', `${location}?digest=${digest}`, rest)).status).toBe(201)
    const whole = await asks(bench, 'GET', `/v2/acme/widget/blobs/${digest}`)
    expect(digestOf(whole.body)).toBe(digest)
  })

  test('a push in one request is refused as clearly, and nothing of it stays when it is cancelled', async () => {
    const location = await begins(bench)
    const before = (await statfs(folder)).bfree
    const content = randomBytes(30_000_000)
    isUnavailable(await asks(bench, 'PUT', `${location}?digest=${digestOf(content)}`, content))
    expect((await asks(bench, 'DELETE', location)).status).toBe(204)
    expect((await statfs(folder)).bfree).toBeGreaterThanOrEqual(before)
  })
})

const versitygw = await goProgram('versitygw')

describe.runIf(versitygw.met)('a bucket that goes away', () => {
  let server: S3Server
  let bench: Bench

  beforeAll(async () => {
    server = await S3Server.start(versitygw.met ? versitygw.path : '')
    bench = await benchOver((clock) => openS3BlobStore({ settings: server.settings, prefix: 'blobs/', clock }))
  })
  afterAll(async () => {
    await bench?.close()
    await server?.remove()
  })

  test('in the middle of a push: the client is told, and goes on where the upload stood', async () => {
    const content = randomBytes(30_000_000)
    const digest = digestOf(content)
    const location = await begins(bench)
    expect((await asks(bench, 'PATCH', location, content.subarray(0, 10_000_000))).status).toBe(202)

    await server.stop()
    isUnavailable(await asks(bench, 'PATCH', location, content.subarray(10_000_000)))
    isUnavailable(await asks(bench, 'GET', location))
    isUnavailable(await asks(bench, 'POST', '/v2/acme/widget/blobs/uploads/'))

    await server.start()
    const arrived = await standsAt(bench, location)
    expect(arrived).toBeGreaterThanOrEqual(10_000_000)
    expect((await asks(bench, 'GET', `/v2/acme/widget/blobs/${digest}`)).status).toBe(404)
    const rest = content.subarray(arrived)
    expect((await asks(bench, 'PUT', `${location}?digest=${digest}`, rest)).status).toBe(201)
    expect(digestOf((await asks(bench, 'GET', `/v2/acme/widget/blobs/${digest}`)).body)).toBe(digest)
  })

  test('in the middle of a pull: the connection breaks, so that nobody takes half for the whole', async () => {
    const content = randomBytes(60_000_000)
    const digest = await new Client(bench, 'ada').pushesBlob('acme/widget', content)
    const path = `/v2/acme/widget/blobs/${digest}`
    const cut = await asks(bench, 'GET', path, undefined, () => server.stop())
    expect([cut.status, cut.complete]).toEqual([200, false])
    expect(cut.body.length).toBeLessThan(content.length)

    isUnavailable(await asks(bench, 'GET', path))
    await server.start()
    expect(digestOf((await asks(bench, 'GET', path)).body)).toBe(digest)
  })
})
