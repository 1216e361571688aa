import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/platform/clock.ts'
import { type OpenEmbedded, openEmbedded } from '../../src/platform/db/embedded.ts'
import { silentLog } from '../../src/platform/testing/silent-log.ts'
import { copyEmptyDatabase } from '../../src/platform/testing/test-database.ts'

let dataDir: string
const children: ChildProcess[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chandlery-crash-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

const open = (options: Partial<OpenEmbedded> = {}) =>
  openEmbedded({ dataDir, log: silentLog, clock: systemClock, ...options })

/** The driver's socket; its types do not show it. */
const connectionOf = (client: Client) => (client as unknown as { connection: { stream: Duplex } }).connection

/** Starts a program that writes and says what was acknowledged. */
function startWriter() {
  const program = join(import.meta.dirname, 'embedded-writer.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  return {
    child,
    ended,
    /** The number after the last line that begins with the word. */
    last: (word: string) => Number(lines.findLast((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? -1),
    lines,
    /** Waits until so many lines came, or the program ended. */
    async until(count: number): Promise<void> {
      let look = () => {}
      const enough = new Promise<void>((resolve) => {
        look = () => lines.length >= count && resolve()
        waiting.add(look)
        look()
      })
      await Promise.race([enough, ended])
    },
  }
}

describe('a process that is killed', () => {
  test('in mid-write, ten times, loses nothing that was acknowledged', async () => {
    let acknowledged = 0
    for (const lines of [2, 9, 40, 3, 17, 5, 80, 2, 25, 12]) {
      const writer = startWriter()
      await writer.until(lines)
      writer.child.kill('SIGKILL')
      await writer.ended
      // The program checks what it finds before it says so.
      expect(writer.last('found'), writer.lines.join('\n')).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = Math.max(acknowledged, writer.last('stored'))
    }
    const database = await open()
    const { rows } = await database.execute('SELECT count(DISTINCT transaction) AS count FROM entry')
    expect(Number(rows[0]?.count)).toBeGreaterThanOrEqual(acknowledged)
    await database.close()
  }, 240_000)

  test('while its database was being made leaves a folder that can be used', async () => {
    mkdirSync(join(dataDir, 'db', 'base'), { recursive: true })
    writeFileSync(join(dataDir, 'db', 'PG_VERSION'), '18\n')
    const database = await open({ fsync: 'off' })
    expect((await database.execute('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await database.close()
  })
})

describe('two programs on one data folder', () => {
  beforeEach(() => copyEmptyDatabase(dataDir))

  test('the second is refused with a sentence and changes nothing', async () => {
    const writer = startWriter()
    await writer.until(3)
    const lock = readFileSync(join(dataDir, 'lock'), 'utf8')
    const error = await open().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind: 'unavailable', code: 'platform.data_folder_in_use' })
    expect(String(error)).toContain(`process ${writer.child.pid}`)
    expect(String(error)).toContain('Stop that process first')
    expect(readFileSync(join(dataDir, 'lock'), 'utf8')).toBe(lock)
    const before = writer.last('stored')
    await writer.until(writer.lines.length + 3)
    expect(writer.last('stored')).toBeGreaterThan(before)
  })

  test('of two that start together one wins', async () => {
    const both = [startWriter(), startWriter()]
    await Promise.all(both.map((writer) => writer.until(1)))
    const said = both.map((writer) => writer.lines[0]).sort()
    expect(said).toEqual(['found 0', 'refused platform.data_folder_in_use'])
  })

  test('two in one process are refused as well', async () => {
    const database = await open({ fsync: 'off' })
    await expect(open({ fsync: 'off' })).rejects.toMatchObject({ code: 'platform.data_folder_in_use' })
    await database.close()
    await (await open({ fsync: 'off' })).close()
  })

  test('the lock of a process that is gone is replaced, also when its number was given away again', async () => {
    const warnings: string[] = []
    const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) }
    await (await open({ fsync: 'off' })).close()
    const reused = {
      token: 'old',
      pid: process.ppid,
      host: hostname(),
      processStart: 'another-boot/1',
    }
    const owner = { ...reused, since: '2026-01-01T00:00:00Z', socketPath: join(dataDir, 'run', '.s.PGSQL.5432') }
    writeFileSync(join(dataDir, 'lock'), JSON.stringify(owner))
    const database = await open({ fsync: 'off', log })
    expect(warnings).toEqual(['replaced the lock of a process that is gone'])
    await database.close()
    expect(readdirSync(dataDir).filter((name) => name.startsWith('lock'))).toEqual([])
  })
})

describe('a client that goes away', () => {
  beforeEach(() => copyEmptyDatabase(dataDir))

  /** Opens a connection of its own, as psql beside the running store would. */
  const client = async () => {
    const other = new Client({ host: join(dataDir, 'run'), user: 'postgres', database: 'postgres' })
    other.on('error', () => {})
    await other.connect()
    return other
  }

  test('in the middle of a transaction leaves nothing of it, and the others go on', async () => {
    const database = await open({ fsync: 'off' })
    await database.execute('CREATE TABLE note (id int)')
    const other = await client()
    await other.query('BEGIN')
    await other.query('INSERT INTO note VALUES (1)')
    const waiting = database.execute('SELECT count(*) FROM note')
    connectionOf(other).stream.destroy()
    expect((await waiting).rows).toEqual([{ count: 0n }])
    await database.close()
  })

  test('in the middle of a query holds nobody up', async () => {
    const database = await open({ fsync: 'off' })
    const other = await client()
    const { stream } = connectionOf(other)
    // A Parse message alone: the rest of the query never comes.
    stream.write(Buffer.from('P\0\0\0\x11\0SELECT 1\0\0\0', 'latin1'))
    const waiting = database.execute('SELECT $1::int AS one', [1])
    stream.destroy()
    expect((await waiting).rows).toEqual([{ one: 1 }])
    await database.close()
  })
})

describe('durability', () => {
  beforeEach(() => copyEmptyDatabase(dataDir))

  test('a database whose commits do not reach the disk refuses to start and names the way out', async () => {
    const error = await open({ fsync: 'ignored' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind: 'unavailable', code: 'platform.database_not_durable' })
    expect(String(error)).toContain('DATABASE_URL')
    expect(existsSync(join(dataDir, 'lock'))).toBe(false)
    await (await open()).close()
  })

  test('only our user may enter the folders', async () => {
    const database = await open({ fsync: 'off' })
    for (const folder of ['.', 'db', 'run']) expect(statSync(join(dataDir, folder)).mode & 0o777).toBe(0o700)
    await database.close()
  })

  test('a stop leaves no socket and no lock, and a second stop is fine', async () => {
    const database = await open({ fsync: 'off' })
    await database.execute('CREATE TABLE note (id int); INSERT INTO note VALUES (1)')
    await Promise.all([database.close(), database.close()])
    expect(readdirSync(join(dataDir, 'run'))).toEqual([])
    expect(existsSync(join(dataDir, 'lock'))).toBe(false)
    const again = await open({ fsync: 'off' })
    expect((await again.execute('SELECT id FROM note')).rows).toEqual([{ id: 1 }])
    await again.close()
  })

  test('a data folder with a long path works: the socket moves to a short one', async () => {
    const deep = join(dataDir, 'a-long-name-for-a-folder'.repeat(4))
    const database = await open({ dataDir: deep, fsync: 'off' })
    expect((await database.execute('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    expect(existsSync(join(deep, 'run'))).toBe(false)
    await expect(open({ dataDir: deep, fsync: 'off' })).rejects.toMatchObject({ code: 'platform.data_folder_in_use' })
    await database.close()
  })

  test('the write-ahead log stays small however much is written', async () => {
    const database = await open({ fsync: 'off', checkpointEvery: 8 * 1024 * 1024 })
    await database.execute('CREATE TABLE cargo (filling text)')
    const load = `INSERT INTO cargo SELECT (SELECT string_agg(md5(g || ' ' || h || random()), '') FROM generate_series(1, 60) h)
      FROM generate_series(1, 4000) g`
    for (let round = 0; round < 18; round++) await database.execute(load)
    const log = join(dataDir, 'db', 'pg_wal')
    const size = readdirSync(log).reduce((sum, name) => sum + statSync(join(log, name)).size, 0)
    const { rows } = await database.execute(
      `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS written`,
    )
    expect(Number(rows[0]?.written)).toBeGreaterThan(130e6)
    expect(size).toBeLessThan(100e6)
    await database.close()
  })

  test('the planner knows row counts after maintenance', async () => {
    const database = await open({ fsync: 'off' })
    await database.execute('CREATE TABLE cargo (id int); INSERT INTO cargo SELECT generate_series(1, 5000)')
    await database.maintain('vacuum')
    await database.maintain('checkpoint')
    const { rows } = await database.execute(`SELECT reltuples FROM pg_class WHERE relname = 'cargo'`)
    expect(rows).toEqual([{ reltuples: 5000 }])
    await database.close()
  })
})
