import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { turnableClock } from '../testing/turnable-clock.ts'
import { feedFetcherContract } from './contract.ts'
import { type HttpFeedFetcher, openHttpFeedFetcher } from './http-feed-fetcher.ts'
import { openMemoryFeedFetcher } from './memory-feed-fetcher.ts'

type Answers = (path: string, response: ServerResponse, headers: NodeJS.Dict<string | string[]>) => void

let folder: string
let server: Server | undefined
const clock = turnableClock()

async function serving(answers: Answers): Promise<string> {
  const started = createServer(({ url = '', headers }, response) => answers(url, response, headers))
  server = started
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}
const stopped = async () => {
  server?.closeAllConnections()
  await new Promise((done) => (server ? server.close(done) : done(undefined)))
  server = undefined
}
const opened = (limits: Partial<HttpFeedFetcher> = {}) => openHttpFeedFetcher({ folder, clock, ...limits })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chandlery-fetch-'))
})
afterEach(stopped)
afterAll(() => rm(folder, { recursive: true, force: true }))

feedFetcherContract('memory', async () => {
  const fetcher = openMemoryFeedFetcher()
  const address = 'https://feeds.example/a.zip'
  return { fetcher, address, serves: async (file) => fetcher.serves(address, file), close: async () => {} }
})

feedFetcherContract('HTTP', async () => {
  let file: { bytes: Buffer; etag?: string; lastModified?: string } | undefined
  const here = createServer(({ headers }, response) => {
    if (!file) return void response.destroy()
    const known =
      headers['if-none-match'] === undefined
        ? headers['if-modified-since'] !== undefined && headers['if-modified-since'] === file.lastModified
        : headers['if-none-match'] === file.etag
    if (file.etag !== undefined) response.setHeader('etag', file.etag)
    if (file.lastModified !== undefined) response.setHeader('last-modified', file.lastModified)
    if (known) response.writeHead(304).end()
    else response.end(file.bytes)
  })
  await new Promise<void>((done) => here.listen(0, '127.0.0.1', done))
  const own = await mkdtemp(join(tmpdir(), 'chandlery-fetch-'))
  return {
    fetcher: openHttpFeedFetcher({ folder: own, clock }),
    address: `http://127.0.0.1:${(here.address() as AddressInfo).port}/a.zip`,
    serves: async (next) => {
      file = next
    },
    async close() {
      here.closeAllConnections()
      await new Promise((done) => here.close(done))
      await rm(own, { recursive: true, force: true })
    },
  }
})

describe('servers that are not as they should be (ADV-8, ADV-9)', () => {
  const failing = async (answers: Answers, limits: Partial<HttpFeedFetcher> = {}) => {
    const address = await serving(answers)
    const outcome = await opened(limits).fetch({ address: `${address}/feed.zip` })
    expect(await readdir(folder)).toEqual([])
    return outcome
  }

  test.each<[string, Answers, Partial<HttpFeedFetcher>, RegExp]>([
    ['404', (_, response) => void response.writeHead(404).end(), {}, /answered 404/],
    ['a rate limit', (_, response) => void response.writeHead(429).end('slow down'), {}, /answered 429/],
    ['304 to a question without conditions', (_, response) => void response.writeHead(304).end(), {}, /answered 304/],
    [
      'a file that is too large',
      (_, response) => void response.end(Buffer.alloc(2000)),
      { mostBytes: 1000 },
      /larger than 1000/,
    ],
    [
      'a file that does not say how large it is',
      (_, response) => {
        response.write(Buffer.alloc(600))
        response.end(Buffer.alloc(600))
      },
      { mostBytes: 1000 },
      /larger than 1000/,
    ],
    [
      'a file that inflates',
      (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(100_000))),
      { mostBytes: 1000 },
      /larger than 1000/,
    ],
    [
      'one that breaks off',
      (_, response) => {
        response.setHeader('content-length', '1000')
        response.write('x')
        setTimeout(() => response.destroy(), 20)
      },
      {},
      /broken off|closed/,
    ],
    ['one that says nothing', () => {}, { idleTimeout: 100 }, /Nothing came/],
    [
      'one that drips',
      (_, response) => {
        const drip = setInterval(() => response.write('x'), 20)
        response.on('close', () => clearInterval(drip))
      },
      { totalTimeout: 200 },
      /took too long/,
    ],
    [
      'one that redirects for ever',
      (_, response) => void response.writeHead(302, { location: '/feed.zip' }).end(),
      {},
      /fetched/,
    ],
  ])('%s', async (_, answers, limits, reason) => {
    expect(await failing(answers, limits)).toMatchObject({ kind: 'failed', reason: expect.stringMatching(reason) })
  })

  test('one that moved is followed', async () => {
    const address = await serving((path, response) => {
      if (path === '/feed.zip') response.writeHead(301, { location: '/moved.zip' }).end()
      else response.end('here')
    })
    const fetcher = opened()
    const outcome = await fetcher.fetch({ address: `${address}/feed.zip` })
    expect(outcome).toMatchObject({ kind: 'fetched' })
    if (outcome.kind === 'fetched') await fetcher.discard(outcome.path)
  })

  test('a job that is stopped ends the request', async () => {
    const address = await serving(() => {})
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 30)
    expect(await opened().fetch({ address, signal: stop.signal })).toMatchObject({ kind: 'failed' })
  })
})

describe('checksum and signature', () => {
  const bytes = Buffer.from('what was signed')
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
  const files = (more: Readonly<Record<string, string | Buffer>>) =>
    serving((path, response) => {
      const file = path === '/feed.zip' ? bytes : more[path]
      if (file === undefined) response.writeHead(404).end()
      else response.end(file)
    })
  const kindOf = async (address: string, beside: object) => {
    const fetcher = opened()
    const outcome = await fetcher.fetch({ address: `${address}/feed.zip`, ...beside })
    if (outcome.kind === 'fetched') await fetcher.discard(outcome.path)
    expect(await readdir(folder)).toEqual([])
    return outcome.kind === 'failed' ? outcome.reason : outcome.kind
  }
  const sum = createHash('sha256').update(bytes).digest('hex')

  test.each<[string, string, RegExp]>([
    ['the right one', sum, /^fetched$/],
    ['the right one with the name of the file', `${sum.toUpperCase()}  feed.zip\n`, /^fetched$/],
    ['of another file', createHash('sha256').update('other').digest('hex'), /does not have the checksum/],
    ['none', 'not found', /no SHA-256/],
  ])('a checksum: %s', async (_, text, outcome) => {
    const address = await files({ '/sum': text })
    expect(await kindOf(address, { checksum: `${address}/sum` })).toMatch(outcome)
  })

  test('a checksum that is not there is not a checksum that is right', async () => {
    const address = await files({})
    expect(await kindOf(address, { checksum: `${address}/sum` })).toMatch(/answered 404/)
  })

  const signature = sign(null, bytes, privateKey)
  test.each<[string, string | Buffer, RegExp]>([
    ['raw', signature, /^fetched$/],
    ['in base64', `${signature.toString('base64')}\n`, /^fetched$/],
    ['of other bytes', sign(null, Buffer.from('other'), privateKey), /not signed/],
    ['by another key', sign(null, bytes, generateKeyPairSync('ed25519').privateKey), /not signed/],
    ['nonsense', 'x', /not signed/],
  ])('a signature: %s', async (_, stated, outcome) => {
    const address = await files({ '/sig': stated })
    expect(await kindOf(address, { signature: { address: `${address}/sig`, key } })).toMatch(outcome)
  })

  test('what has a signature and is too large to be checked is refused', async () => {
    const address = await files({ '/sig': signature })
    const fetcher = opened({ mostSigned: 3 })
    const asked = { address: `${address}/feed.zip`, signature: { address: `${address}/sig`, key } }
    expect(await fetcher.fetch(asked)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('larger') })
  })
})

test('what a program that died has left is removed after a day, what another is fetching stays', async () => {
  const own = join(folder, 'own')
  await mkdir(own)
  const at = clock.now()
  await writeFile(join(own, 'old'), 'x')
  await utimes(join(own, 'old'), at, new Date(at.getTime() - 25 * 3_600_000))
  await writeFile(join(own, 'new'), 'x')
  await utimes(join(own, 'new'), at, at)
  const address = await serving((_, response) => void response.writeHead(404).end())
  await opened({ folder: own }).fetch({ address })
  expect(await readdir(own)).toEqual(['new'])
  await rm(own, { recursive: true })
})
