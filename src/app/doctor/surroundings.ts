import { access, constants, statfs } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import type { Database } from '../../platform/db/database.ts'
import { pendingMigrations, readMigrations } from '../../platform/db/migrations.ts'
import type { Symptom } from './symptom.ts'

const gib = 1024 ** 3
const leastFree = gib
/** Milliseconds by which database and program may differ in what time it is. */
const mostSkew = 5000
const oldestServer = 150_000
const connectLimit = 5000

/** Free space where data lies: 1 GiB or 5 % must be left. */
export async function examineDisk({ dataDir }: Pick<Config, 'dataDir'>): Promise<readonly Symptom[]> {
  const space = await statfs(dataDir).catch((error: NodeJS.ErrnoException) => error.code ?? error.message)
  if (typeof space === 'string') {
    const advice = 'Correct CHANDLERY_DATA_DIR, or mount the disk.'
    return [{ check: 'disk space', problem: `The data folder ${dataDir} cannot be looked at (${space}).`, advice }]
  }
  const { bavail, blocks, bsize } = space
  const [free, all] = [bavail * bsize, blocks * bsize]
  if (free >= leastFree && free >= all / 20) return []
  const left = `${(free / gib).toFixed(1)} GiB of ${(all / gib).toFixed(1)} GiB`
  return [
    {
      check: 'disk space',
      problem: `${dataDir} has ${left} left.`,
      advice: 'Free space, run chandlery registry collect, or move the data folder to a larger disk.',
    },
  ]
}

/** Version, migrations and clock of the database. */
export async function examineDatabase(database: Database): Promise<readonly Symptom[]> {
  const symptoms: Symptom[] = []
  const asked = Date.now()
  const { rows } = await database.execute(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS name,
       extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`,
  )
  const answered = Date.now()
  const [row = {}] = rows
  if (Number(row.version) < oldestServer) {
    symptoms.push({
      check: 'database version',
      problem: `The database is PostgreSQL ${String(row.name)}.`,
      advice: 'Move to PostgreSQL 15 or later.',
    })
  }
  // The answer was made between asking and hearing.
  const skew = Math.max(0, Math.abs(Number(row.now) - (asked + answered) / 2) - (answered - asked) / 2)
  if (skew > mostSkew) {
    symptoms.push({
      check: 'clock',
      problem: `The clocks of database and store differ by ${(skew / 1000).toFixed(0)} s.`,
      advice: 'Keep both machines on time with NTP: tokens, deadlines and damage reports depend on it.',
    })
  }
  const pending = await pendingMigrations(database, await readMigrations())
  if (pending.length > 0) {
    symptoms.push({
      check: 'migrations',
      problem: `The database lacks ${pending.length} migrations, the first is ${pending[0]}.`,
      advice: 'Run chandlery migrate, or start the store. What is stored was not examined.',
    })
  }
  return symptoms
}

/** The mail server answers, or the outbox can be written. */
export async function examineMail({
  dataDir,
  smtpUrl,
}: Pick<Config, 'dataDir' | 'smtpUrl'>): Promise<readonly Symptom[]> {
  if (smtpUrl === undefined) return examineOutbox(join(dataDir, 'outbox'))
  const { hostname, port, protocol } = new URL(smtpUrl)
  const reached = await canConnect(hostname, Number(port) || (protocol === 'smtps:' ? 465 : 587))
  if (reached === undefined) return []
  return [
    {
      check: 'mail',
      problem: `The mail server ${hostname} does not answer (${reached}).`,
      advice: 'Check CHANDLERY_SMTP_URL and the network between the two. Mails wait in the queue meanwhile.',
    },
  ]
}

async function examineOutbox(outbox: string): Promise<readonly Symptom[]> {
  try {
    await access(outbox, constants.W_OK)
    return []
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // The store makes it when it starts.
    if (code === 'ENOENT') return []
    const problem = `The mail outbox ${outbox} cannot be written (${code}).`
    return [{ check: 'mail', problem, advice: 'Give the folder to the user that runs the store.' }]
  }
}

/** Undefined when somebody answers, else why not. */
function canConnect(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectLimit })
    const end = (why: string | undefined) => {
      socket.destroy()
      resolve(why)
    }
    socket.once('connect', () => end(undefined))
    socket.once('timeout', () => end('no answer in 5 s'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}
