import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../clock.ts'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import type { Mail, Mailer } from './mailer.ts'

/** A mail in the outbox folder. */
export interface OutboxMail extends Mail {
  readonly from: string
  readonly sentAt: Date
}

/** A mailer whose mails can be read again: for demos and for stores without a mail server. */
export interface OutboxMailer extends Mailer {
  /** The newest mails, oldest of them first. */
  list(limit?: number): Promise<readonly OutboxMail[]>
}

/** Where mails are put, and in whose name. */
export interface OpenOutbox {
  readonly directory: string
  readonly from: string
  readonly clock?: Clock
}

/**
 * Writes each mail as three files, named by moment and id:
 *
 *     20260302T090000.000Z-<id>.json   addresses, subject, moment; written last, so it vouches for the other two
 *     20260302T090000.000Z-<id>.txt
 *     20260302T090000.000Z-<id>.html
 */
export async function openOutboxMailer(options: OpenOutbox): Promise<OutboxMailer> {
  const { directory, from, clock = systemClock } = options
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const sending = new Map<string, Promise<void>>()
  return {
    async send(mail) {
      assertOutsideTransaction('Mail')
      const name = fileName(mail.id)
      const before = sending.get(name) ?? Promise.resolve()
      const turn = before.catch(() => {}).then(() => store(directory, { ...mail, from, sentAt: clock.now() }, name))
      sending.set(name, turn)
      await turn.finally(() => sending.get(name) === turn && sending.delete(name))
    },
    list: (limit = 200) => readOutbox(directory, limit),
  }
}

/** The newest `limit` mails of an outbox folder, oldest of them first. */
export async function readOutbox(directory: string, limit = 200): Promise<readonly OutboxMail[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(names.slice(-limit).map((name) => load(directory, name.slice(0, -'.json'.length))))
}

async function store(directory: string, mail: OutboxMail, name: string): Promise<void> {
  const { text, html, ...envelope } = mail
  const sent = (await readdir(directory)).some((found) => found.endsWith(`-${name}.json`))
  if (sent) return
  const base = join(directory, `${mail.sentAt.toISOString().replaceAll(/[-:]/g, '')}-${name}`)
  await write(`${base}.txt`, text)
  await write(`${base}.html`, html)
  await write(`${base}.part`, JSON.stringify(envelope, undefined, 2))
  await rename(`${base}.part`, `${base}.json`)
  await sync(directory, 'r')
}

async function load(directory: string, name: string): Promise<OutboxMail> {
  const read = (ending: string) => readFile(join(directory, `${name}.${ending}`), 'utf8')
  const [envelope, text, html] = await Promise.all([read('json'), read('txt'), read('html')])
  const known = JSON.parse(envelope) as Omit<OutboxMail, 'text' | 'html' | 'sentAt'> & { sentAt: string }
  return { ...known, sentAt: new Date(known.sentAt), text, html }
}

async function write(path: string, content: string): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sync(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Ids are ours and plain; any other becomes a digest, so that no id can leave the folder. */
function fileName(id: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}
