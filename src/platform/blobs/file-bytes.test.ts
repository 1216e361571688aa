import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileBytes } from './file-bytes.ts'
import { ReadBuffers } from './read-buffers.ts'

const content = randomBytes(5 * 1024 * 1024 + 17)
let directory: string
let file: string
let server: Server
let answer: (response: ServerResponse) => void

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chandlery-file-bytes-'))
  file = join(directory, 'layer')
  await writeFile(file, content)
  server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(directory, { recursive: true, force: true })
})

async function asked(): Promise<IncomingMessage> {
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response
}

/** Sends a stretch of the file; answers its handle when the stream is over. */
async function sends(start: number, end: number): Promise<{ handle: FileHandle; over: Promise<unknown> }> {
  const handle = await open(file, 'r')
  const bytes = new FileBytes(handle, start, end)
  const over = new Promise((resolve) => {
    bytes.once('error', resolve)
    bytes.once('close', () => resolve(undefined))
  })
  answer = (response) => {
    response.setHeader('content-length', end - start)
    response.once('close', () => bytes.destroy())
    bytes.once('error', () => response.destroy())
    bytes.pipe(response)
  }
  return { handle, over }
}

test.each([
  ['wholly', 0, content.length],
  ['from the middle', 1_500_000, content.length],
  ['a few bytes', 7, 30],
  ['nothing', 5, 5],
])('a file is sent %s, and closed afterwards', async (_what, start, end) => {
  const { handle, over } = await sends(start, end)
  expect(Buffer.compare(await buffer(await asked()), content.subarray(start, end))).toBe(0)
  expect(await over).toBeUndefined()
  expect(handle.fd).toBe(-1)
})

test('many clients at once each get their own bytes', async () => {
  answer = async (response) => {
    const handle = await open(file, 'r')
    new FileBytes(handle, 0, content.length).pipe(response)
  }
  const answers = await Promise.all(Array.from({ length: 12 }, async () => buffer(await asked())))
  for (const bytes of answers) expect(Buffer.compare(bytes, content)).toBe(0)
})

test('when the client goes away in the middle the file is closed', async () => {
  const { handle, over } = await sends(0, content.length)
  const response = await asked()
  response.once('data', () => response.destroy())
  await over
  expect(handle.fd).toBe(-1)
})

test('a file that has become shorter breaks the answer off instead of ending it too early', async () => {
  const { handle, over } = await sends(0, content.length)
  await truncate(file, 2 * 1024 * 1024)
  await expect(asked().then((response) => buffer(response))).rejects.toThrow(/aborted|hang up|reset/)
  expect(await over).toMatchObject({ message: expect.stringContaining('before its promised end') })
  await expect.poll(() => handle.fd).toBe(-1)
})

test('whoever reads it as a stream may keep what they were given', async () => {
  const handle = await open(file, 'r')
  const kept: Buffer[] = []
  for await (const chunk of new FileBytes(handle, 0, content.length)) kept.push(chunk as Buffer)
  expect(Buffer.compare(Buffer.concat(kept), content)).toBe(0)
  expect(handle.fd).toBe(-1)
})

test('buffers are lent again; when many are out, small ones take their place', () => {
  const buffers = new ReadBuffers()
  const first = buffers.take(10_000_000)
  expect(first.length).toBe(1024 * 1024)
  buffers.release(first)
  expect(buffers.take(10_000_000)).toBe(first)
  expect(buffers.take(1000).length).toBe(1000)
  for (let lent = 1; lent < 64; lent++) buffers.take(10_000_000)
  expect(buffers.take(10_000_000).length).toBe(64 * 1024)
  buffers.forget(first)
  const fresh = buffers.take(10_000_000)
  expect([fresh.length, fresh === first]).toEqual([1024 * 1024, false])
})
