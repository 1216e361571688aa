import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Clock } from '../clock.ts'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import type { FeedFetcher, FeedOutcome, FeedRequest } from './feed-fetcher.ts'
import { isSignedBy } from './feed-signature.ts'

/** Limits, which tests shorten. */
export interface HttpFeedFetcher {
  /** Folder for files that are being fetched; what a program that died has left in it is removed after a day. */
  readonly folder: string
  readonly clock: Clock
  /** Bytes of a file. Default 1 GiB. */
  readonly mostBytes?: number
  /** Bytes of a file whose signature is checked, which needs all of it in memory. Default 256 MiB. */
  readonly mostSigned?: number
  /** Milliseconds for everything. Default 30 minutes. */
  readonly totalTimeout?: number
  /** Milliseconds without a byte, from the connection on. Default 60 s. */
  readonly idleTimeout?: number
}

type Limits = Required<HttpFeedFetcher>

/** Why there is no file, in words. */
class NotFetched extends Error {}

/** Bytes of a checksum or signature. */
const mostBeside = 65_536

/** Fetches over HTTP into files of its own folder. */
export function openHttpFeedFetcher(options: HttpFeedFetcher): FeedFetcher {
  const limits: Limits = {
    mostBytes: 1024 ** 3,
    mostSigned: 256 * 1024 ** 2,
    totalTimeout: 30 * 60_000,
    idleTimeout: 60_000,
    ...options,
  }
  let prepared: Promise<unknown> | undefined
  return {
    async fetch(request) {
      assertOutsideTransaction('The fetching of a feed')
      prepared ??= prepare(limits)
      await prepared
      const path = join(limits.folder, randomUUID())
      const watch = new Watch(limits, request.signal)
      try {
        return await fetchTo(path, request, limits, watch)
      } catch (error) {
        await rm(path, { force: true })
        return { kind: 'failed', reason: watch.reason ?? reasonOf(error) }
      } finally {
        watch.stop()
      }
    },
    discard: (path) => rm(path, { force: true }),
  }
}

async function prepare({ folder, clock }: Limits): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const left = join(folder, name)
    const { mtimeMs } = await stat(left).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    if (clock.now().getTime() - mtimeMs > 24 * 3_600_000) await rm(left, { force: true })
  }
}

/** Ends a request that takes too long, or from which nothing comes. */
class Watch {
  reason: string | undefined
  readonly signal: AbortSignal
  private readonly giveUp = new AbortController()
  private readonly total: NodeJS.Timeout
  private idle: NodeJS.Timeout
  private readonly limits: Limits

  constructor(limits: Limits, outer: AbortSignal | undefined) {
    this.limits = limits
    this.total = setTimeout(() => this.end('It took too long.'), limits.totalTimeout)
    this.idle = this.fromNow()
    this.signal = outer ? AbortSignal.any([outer, this.giveUp.signal]) : this.giveUp.signal
  }

  /** Something has come. */
  feed(): void {
    clearTimeout(this.idle)
    this.idle = this.fromNow()
  }

  stop(): void {
    clearTimeout(this.idle)
    clearTimeout(this.total)
  }

  private fromNow(): NodeJS.Timeout {
    const ms = this.limits.idleTimeout
    return setTimeout(() => this.end(`Nothing came for ${Math.ceil(ms / 1000)} s.`), ms)
  }

  private end(reason: string): void {
    this.reason = reason
    this.giveUp.abort()
  }
}

async function fetchTo(path: string, request: FeedRequest, limits: Limits, watch: Watch): Promise<FeedOutcome> {
  const response = await ask(request.address, watch, {
    ...(request.etag !== undefined && { 'if-none-match': request.etag }),
    ...(request.lastModified !== undefined && { 'if-modified-since': request.lastModified }),
  })
  if (response.status === 304) {
    await response.body?.cancel()
    return { kind: 'unchanged' }
  }
  const most = request.signature ? Math.min(limits.mostSigned, limits.mostBytes) : limits.mostBytes
  const sha256 = await save(response, path, most, watch)
  if (request.checksum !== undefined) await verifyChecksum(request.checksum, sha256, watch)
  if (request.signature) await verifySignature(request.signature, path, watch)
  const etag = response.headers.get('etag')
  const lastModified = response.headers.get('last-modified')
  return { kind: 'fetched', path, ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) }
}

async function ask(address: string, watch: Watch, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(address, { headers, signal: watch.signal, redirect: 'follow' })
  watch.feed()
  if (response.status === 200 || (response.status === 304 && Object.keys(headers).length > 0)) return response
  await response.body?.cancel()
  throw new NotFetched(`The server answered ${response.status} ${response.statusText}`.trim().concat('.'))
}

/** Answers the SHA-256 of what was saved, in hexadecimal. A body that is shorter than announced counts as broken off. */
async function save(response: Response, path: string, most: number, watch: Watch): Promise<string> {
  const announced = announcedLength(response)
  if (announced !== undefined && announced > most) throw new NotFetched(`The file is larger than ${most} bytes.`)
  if (!response.body) throw new NotFetched('The server sent no file.')
  const hash = createHash('sha256')
  let length = 0
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      watch.feed()
      length += chunk.length
      hash.update(chunk)
      if (length > most) done(new NotFetched(`The file is larger than ${most} bytes.`))
      else done(null, chunk)
    },
  })
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    measured,
    createWriteStream(path, { mode: 0o600 }),
  )
  if (announced !== undefined && announced !== length) throw new NotFetched('The file was broken off.')
  return hash.digest('hex')
}

/** What the server announces, unless the body is compressed on the way: then it is the length of something else. */
function announcedLength({ headers }: Response): number | undefined {
  const length = headers.get('content-length')
  return length !== null && headers.get('content-encoding') === null ? Number(length) : undefined
}

async function verifyChecksum(address: string, sha256: string, watch: Watch): Promise<void> {
  const stated = /^[0-9a-f]{64}(?![0-9a-f])/i.exec((await beside(address, watch)).toString('latin1').trim())?.[0]
  if (stated === undefined) throw new NotFetched(`There is no SHA-256 at ${address}.`)
  if (stated.toLowerCase() !== sha256)
    throw new NotFetched('The file does not have the checksum that is stated for it.')
}

async function verifySignature(signature: { address: string; key: string }, path: string, watch: Watch): Promise<void> {
  const stated = await beside(signature.address, watch)
  if (!isSignedBy(await readFile(path), stated, signature.key)) {
    throw new NotFetched('The file is not signed with the configured key.')
  }
}

/** A small file that belongs to another. */
async function beside(address: string, watch: Watch): Promise<Buffer> {
  const response = await ask(address, watch, {})
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    watch.feed()
    length += chunk.length
    if (length > mostBeside) throw new NotFetched(`The file at ${address} is larger than ${mostBeside} bytes.`)
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks)
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The other side closed the connection.',
  ENOTFOUND: 'The name of the server could not be looked up.',
  EAI_AGAIN: 'The name of the server could not be looked up.',
  ENOSPC: 'The disk is full.',
  UND_ERR_SOCKET: 'The file was broken off.',
}

function reasonOf(error: unknown): string {
  if (error instanceof NotFetched) return error.message
  const { cause, message, code } = error as {
    cause?: { code?: string; message?: string }
    message: string
    code?: string
  }
  return words[cause?.code ?? code ?? ''] ?? `It could not be fetched: ${cause?.message ?? message}.`
}
