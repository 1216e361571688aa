import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { turnableClock } from '../testing/turnable-clock.ts'
import { mailerContract } from './contract.ts'
import type { Mail } from './mailer.ts'
import { openMemoryMailer } from './memory-mailer.ts'
import { openMailer } from './open-mailer.ts'
import { openOutboxMailer } from './outbox-mailer.ts'
import { openSmtpMailer } from './smtp-mailer.ts'

const from = 'Chandlery <store@example.com>'
const temporary = () => mkdtemp(join(tmpdir(), 'chandlery-outbox-'))

mailerContract('memory', async () => {
  const mailer = openMemoryMailer()
  return { mailer, delivered: async () => [...mailer.sent], close: async () => {} }
})

mailerContract('outbox', async () => {
  const directory = await temporary()
  const mailer = await openOutboxMailer({ directory, from })
  return {
    mailer,
    delivered: async () => (await mailer.list()).map(({ from: _, sentAt: __, ...mail }) => mail),
    close: () => rm(directory, { recursive: true, force: true }),
  }
})

mailerContract('smtp', async () => {
  const server = await mailServer()
  const mailer = openSmtpMailer({ url: server.url, from })
  return {
    mailer,
    delivered: async () => server.mailbox(),
    async close() {
      mailer.close()
      await server.close()
    },
  }
})

test('an outbox mail survives a restart, and no id leaves the folder', async () => {
  const directory = await temporary()
  const clock = turnableClock(new Date('2026-03-02T09:00:00Z'))
  const mail: Mail = { id: '../../etc/passwd', to: 'otter@example.com', subject: 'Hello', text: 'x', html: '<p>x</p>' }
  const send = async () => (await openOutboxMailer({ directory, from, clock })).send(mail)
  await send()
  clock.advance(60_000)
  await send()
  expect(await readdir(directory)).toHaveLength(3)
  const reopened = await openOutboxMailer({ directory, from })
  expect(await reopened.list()).toEqual([{ ...mail, from, sentAt: new Date('2026-03-02T09:00:00Z') }])
  await rm(directory, { recursive: true })
})

test('the outbox lists the newest mails in the order of their sending', async () => {
  const directory = await temporary()
  const clock = turnableClock()
  const mailer = await openOutboxMailer({ directory, from, clock })
  for (const id of ['c', 'a', 'b']) {
    await mailer.send({ id, to: 'otter@example.com', subject: id, text: id, html: id })
    clock.advance(1)
  }
  expect((await mailer.list(2)).map(({ subject }) => subject)).toEqual(['a', 'b'])
  await rm(directory, { recursive: true })
})

test('a mail server that is away is a refusal that can be tried again', async () => {
  const server = await mailServer()
  await server.close()
  const mailer = openSmtpMailer({ url: server.url, from })
  const mail: Mail = { id: 'a', to: 'otter@example.com', subject: 's', text: 't', html: 'h' }
  await expect(mailer.send(mail)).rejects.toMatchObject({ kind: 'unavailable', code: 'mail.not_taken' })
  mailer.close()
})

test('without a mail server mails go to the outbox folder', async () => {
  const outbox = await temporary()
  const mailer = await openMailer({ outbox, from, smtpUrl: undefined })
  await mailer.send({ id: 'a', to: 'otter@example.com', subject: 's', text: 't', html: 'h' })
  expect((await readdir(outbox)).filter((name) => name.endsWith('.json'))).toHaveLength(1)
  await rm(outbox, { recursive: true })
})

/** A mail server that takes everything and, as receivers do, shows one message per Message-ID. */
async function mailServer() {
  const messages: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let waiting = ''
    let inMessage = false
    socket.write('220 ready\r\n')
    socket.on('data', (chunk) => {
      waiting += chunk.toString('latin1')
      for (;;) {
        const end = waiting.indexOf(inMessage ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const part = waiting.slice(0, end)
        waiting = waiting.slice(end + (inMessage ? 5 : 2))
        if (inMessage) messages.push(part)
        inMessage = !inMessage && part.toUpperCase() === 'DATA'
        socket.write(inMessage ? '354 go on\r\n' : part.toUpperCase() === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address !== 'object') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mailbox: (): readonly Mail[] => [...new Map(messages.map(readMessage).map((mail) => [mail.id, mail])).values()],
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Takes a multipart/alternative message of the transport apart. */
function readMessage(message: string): Mail {
  const [head = '', ...rest] = message.split('\r\n\r\n')
  const boundary = /boundary="([^"]+)"/.exec(message)?.[1] ?? ''
  const [, text = '', html = ''] = rest.join('\r\n\r\n').split(`--${boundary}`)
  return {
    id: /^Message-ID: <(.+)@example\.com>/im.exec(head)?.[1] ?? '',
    to: /^To: <?(.+?)>?\r?$/im.exec(head)?.[1] ?? '',
    subject: decodeWords(/^Subject: ((?:.*\r\n )*.*)$/im.exec(head)?.[1] ?? ''),
    text: decodeBody(text),
    html: decodeBody(html),
  }
}

function decodeWords(header: string): string {
  const joined = header.replaceAll(/\?=\r?\n? +=\?/g, '?==?').replaceAll(/\r?\n /g, ' ')
  return joined.replaceAll(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, word: string) =>
    kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : quotedPrintable(word.replaceAll('_', ' ')),
  )
}

function decodeBody(part: string): string {
  const [head = '', ...body] = part.split('\r\n\r\n')
  const content = body.join('\r\n\r\n').replaceAll(/^\.\./gm, '.')
  if (/base64/i.test(head)) return Buffer.from(content, 'base64').toString()
  const decoded = /quoted-printable/i.test(head) ? quotedPrintable(content) : content
  return decoded.replaceAll('\r\n', '\n').replace(/\n$/, '')
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
