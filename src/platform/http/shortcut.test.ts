import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { Log } from '../log.ts'
import { openLog } from '../log.ts'
import { createServer } from './server.ts'
import type { Shortcut } from './shortcut.ts'

/** What a server with the shortcut answers to one request, and what it logged as errors. */
async function askWith(shortcut: Shortcut): Promise<{ text: string | undefined; failures: unknown[] }> {
  const failures: unknown[] = []
  const log = Object.assign(Object.create(openLog('silent')), {
    error: ({ err }: { err: unknown }) => failures.push(err),
  }) as Log
  const app = await createServer({ log, publicUrl: 'http://localhost', trustProxy: false, shortcuts: [shortcut] })
  app.get('/', async () => 'the usual way')
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    return { text: answer && (await answer.text().catch(() => undefined)), failures }
  } finally {
    await app.close()
  }
}

test('a shortcut answers, or leaves the request to the usual way', async () => {
  const answers: Shortcut = (_request, response) => {
    response.writeHead(200).end('at hand')
    return true
  }
  expect(await askWith(answers)).toEqual({ text: 'at hand', failures: [] })
  expect(await askWith(() => false)).toEqual({ text: 'the usual way', failures: [] })
})

test('one that fails harms neither the program nor its request', async () => {
  const fails: Shortcut = (_request, response) => {
    response.writeHead(200, ['content-type', 'application/ж'])
    return true
  }
  expect(await askWith(fails)).toEqual({
    text: 'the usual way',
    failures: [expect.objectContaining({ code: 'ERR_INVALID_CHAR' })],
  })
})

test('one that fails in the middle of its answer breaks the connection, as half an answer is none', async () => {
  const fails: Shortcut = (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    throw new Error('lost')
  }
  expect(await askWith(fails)).toEqual({ text: undefined, failures: [new Error('lost')] })
})
