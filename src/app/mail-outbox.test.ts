import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServer } from '../platform/http/server.ts'
import { openLog } from '../platform/log.ts'
import { openOutboxMailer } from '../platform/mail/outbox-mailer.ts'
import { turnableClock } from '../platform/testing/turnable-clock.ts'
import { readOutbox, serveMailOutbox } from './mail-outbox.ts'
import type { OpenStore } from './open-store.ts'

let dataDir: string
let app: FastifyInstance
let store: OpenStore
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chandlery-mails-'))
  const clock = turnableClock()
  const mailer = await openOutboxMailer({ directory: join(dataDir, 'outbox'), from: 'store@example.test', clock })
  for (const [id, subject] of [
    ['first', 'Welcome'],
    ['second', '<script>alert(1)</script>'],
  ] as const) {
    await mailer.send({ id, to: 'otter@example.test', subject, text: subject, html: `<p>${id}</p>` })
    clock.advance(1000)
  }
  store = { config: { dataDir } } as OpenStore
  app = await createServer({ log: openLog('error'), publicUrl: 'http://localhost:8080', trustProxy: false })
  serveMailOutbox(app, store)
})
afterAll(async () => {
  await app.close()
  await rm(dataDir, { recursive: true })
})

test('the mails of a demo are listed, newest first; a subject is text', async () => {
  const { body, headers } = await app.inject('/dev/mail')
  expect(headers['content-type']).toContain('text/html')
  expect(body.indexOf('/dev/mail/second')).toBeLessThan(body.indexOf('/dev/mail/first'))
  expect(body).not.toContain('<script>')
  expect((await readOutbox(store)).map(({ id }) => id)).toEqual(['first', 'second'])
})

test('a mail is shown as it was sent, and can load and run nothing', async () => {
  const { body, headers } = await app.inject('/dev/mail/first')
  expect(body).toBe('<p>first</p>')
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:/)
})

test('a mail that was never sent is not found', async () => {
  expect((await app.inject('/dev/mail/third')).statusCode).toBe(404)
})
