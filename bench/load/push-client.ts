// Program: pushes fresh blobs, one per connection and all at once; prints digests, bytes and seconds as JSON.
import { createHash, randomBytes } from 'node:crypto'
import { type Answer, Connection, type Target } from './connection.ts'

/** What to push. */
export interface PushLoad extends Target {
  readonly repository: string
  readonly connections: number
  /** Bytes of each blob. */
  readonly size: number
  /** Bytes of each PATCH; without it the blob goes as the body of one PUT. */
  readonly chunk?: number
}

/** What was taken. The clock runs from the first POST to the last 201. */
export interface PushResult {
  readonly digests: readonly string[]
  readonly bytes: number
  readonly seconds: number
}

interface Blob {
  readonly parts: readonly Buffer[]
  readonly digest: string
}

/** Bytes that no registry has seen: blobs differ in their first bytes, the rest is shared to spare memory. */
const shared = randomBytes(32 * 1024 * 1024)

function freshBlob(size: number): Blob {
  const parts = [randomBytes(Math.min(64, size))]
  for (let left = size - 64; left > 0; left -= shared.length) parts.push(shared.subarray(0, left))
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return { parts, digest: `sha256:${hash.digest('hex')}` }
}

async function main(load: PushLoad): Promise<PushResult> {
  const blobs = Array.from({ length: load.connections }, () => freshBlob(load.size))
  const started = performance.now()
  await Promise.all(blobs.map((blob) => push(load, blob)))
  const seconds = (performance.now() - started) / 1000
  return { digests: blobs.map(({ digest }) => digest), bytes: load.size * load.connections, seconds }
}

async function push(load: PushLoad, blob: Blob): Promise<void> {
  const connection = new Connection(load)
  const empty = { 'content-length': 0 }
  const begun = await connection.send(connection.head('POST', `/v2/${load.repository}/blobs/uploads/`, empty))
  let location = locationOf(begun, 202)
  if (load.chunk !== undefined) location = await pushChunks(connection, location, blob, load.size, load.chunk)
  const body = load.chunk === undefined ? blob.parts : []
  const length = load.chunk === undefined ? load.size : 0
  const path = `${location}${location.includes('?') ? '&' : '?'}digest=${blob.digest}`
  const headers = { 'content-length': length, 'content-type': 'application/octet-stream' }
  const done = await connection.send(connection.head('PUT', path, headers), body)
  if (done.status !== 201) throw new Error(`The push was answered with ${done.status}.`)
  connection.close()
}

async function pushChunks(connection: Connection, from: string, blob: Blob, size: number, chunk: number) {
  let location = from
  for (let at = 0; at < size; at += chunk) {
    const length = Math.min(chunk, size - at)
    const headers = {
      'content-length': length,
      'content-type': 'application/octet-stream',
      'content-range': `${at}-${at + length - 1}`,
    }
    const taken = await connection.send(connection.head('PATCH', location, headers), slice(blob.parts, at, length))
    location = locationOf(taken, 202)
  }
  return location
}

/** The bytes from `at` on, without copying them. */
function slice(parts: readonly Buffer[], at: number, length: number): Buffer[] {
  const found: Buffer[] = []
  let start = 0
  for (const part of parts) {
    const from = Math.max(at - start, 0)
    const to = Math.min(at + length - start, part.length)
    if (from < to) found.push(part.subarray(from, to))
    start += part.length
  }
  return found
}

function locationOf({ status, headers }: Answer, expected: number): string {
  const location = headers.get('location')
  if (status !== expected || location === undefined) throw new Error(`The push was answered with ${status}.`)
  const { pathname, search } = new URL(location, 'http://registry')
  return pathname + search
}

process.stdout.write(JSON.stringify(await main(JSON.parse(process.argv[2] ?? '') as PushLoad)))
process.exit(0)
