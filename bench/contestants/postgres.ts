import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../../scripts/command.ts'

const waiter = 'console.log(process.env.TEST_DATABASE_URL); process.stdin.on("end", () => process.exit(0)).resume()'

/** A throw-away PostgreSQL server; undefined when none is installed. */
export function startPostgres(): Promise<{ url: string; stop: () => Promise<void> } | undefined> {
  const script = join(root, 'scripts/with-postgres.mjs')
  const child = spawn(process.execPath, [script, process.execPath, '-e', waiter], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<undefined>((resolve) => child.once('exit', () => resolve(undefined)))
  const stop = async () => {
    child.stdin.end()
    await ended
  }
  const ready = new Promise<{ url: string; stop: () => Promise<void> }>((resolve) => {
    child.stdout.once('data', (text: Buffer) => resolve({ url: text.toString().trim(), stop }))
  })
  return Promise.race([ready, ended])
}
