import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { systemClock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { readMigrations } from '../db/migrations.ts'
import { openPostgres } from '../db/postgres.ts'
import { embeddedVersion } from '../db/prepared-database.ts'
import { silentLog } from './silent-log.ts'

/** A migrated database of a test file's own. */
export interface TestDatabase extends Database {
  /** Empties every table but the migrations and the queue's declarations. */
  reset(): Promise<void>
  /** The same database as another process sees it. The embedded one has a single process: there it is this one again. */
  replica(): Promise<Database>
}

/**
 * A fresh, migrated database: embedded, or on the server that TEST_DATABASE_URL names (EDB-30, EDB-31).
 * Open one per test file in beforeAll, `reset()` between tests, `close()` in afterAll.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const url = process.env.TEST_DATABASE_URL
  return url ? onServer(url) : embedded()
}

async function embedded(): Promise<TestDatabase> {
  const template = await embeddedTemplate()
  const dataDir = await mkdtemp(join(tmpdir(), 'chandlery-test-'))
  await cp(template, dataDir, { recursive: true })
  const database = await openThrowAway(dataDir)
  const replica = async () => ({ ...database, close: async () => {} })
  return testing(database, replica, () => rm(dataDir, { recursive: true, force: true }))
}

/** A migrated data folder, made from an empty one: a new migration must not cost everybody a new database cluster. */
async function embeddedTemplate(): Promise<string> {
  return builtOnce(`migrated-${await fingerprint()}`, async (folder) => {
    await copyEmptyDatabase(folder)
    const database = await openThrowAway(folder)
    await database.migrate()
    await database.close()
  })
}

/** Puts a fresh embedded database, without any table, into a data folder. */
export async function copyEmptyDatabase(dataDir: string): Promise<void> {
  const empty = await builtOnce(`empty-${await embeddedVersion()}`, async (folder) => {
    await (await openThrowAway(folder)).close()
  })
  await cp(empty, dataDir, { recursive: true })
}

/** Built in a private folder that is then renamed, so that parallel builders do not meet. */
async function builtOnce(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const root = join(tmpdir(), `chandlery-templates-${userInfo().username}`)
  const template = join(root, name)
  if (existsSync(template)) return template
  await mkdir(root, { recursive: true, mode: 0o700 })
  const building = await mkdtemp(join(root, 'building-'))
  try {
    await build(building)
    await rename(building, template)
  } catch (error) {
    await rm(building, { recursive: true, force: true })
    // Somebody else was faster.
    if (!existsSync(template)) throw error
  }
  return template
}

function openThrowAway(dataDir: string): Promise<Database> {
  return openEmbedded({ dataDir, log: silentLog, clock: systemClock, fsync: 'off' })
}

async function onServer(url: string): Promise<TestDatabase> {
  const template = await serverTemplate(url)
  const name = `chandlery_test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(url, async (admin) => {
    await lockTemplates(admin)
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  const open = () => openPostgres({ databaseUrl: withDatabase(url, name), log: silentLog })
  return testing(await open(), open, () =>
    asAdmin(url, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  )
}

async function serverTemplate(url: string): Promise<string> {
  const template = `chandlery_template_${await fingerprint()}`
  await asAdmin(url, async (admin) => {
    await lockTemplates(admin)
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])
    if (rowCount) return
    const building = `${template}_building`
    await admin.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${building}`)
    const database = await openPostgres({ databaseUrl: withDatabase(url, building), log: silentLog, poolSize: 1 })
    try {
      await database.migrate()
    } finally {
      await database.close()
    }
    await admin.query(`ALTER DATABASE ${building} RENAME TO ${template}`)
  })
  return template
}

/** Cloning fails while somebody else clones the same template, so that takes turns. The lock goes with the connection. */
async function lockTemplates(admin: Client): Promise<void> {
  await admin.query('SELECT pg_advisory_lock(7203412)')
}

async function asAdmin(url: string, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: url })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${name}`
  return parsed.href
}

function testing(database: Database, replica: TestDatabase['replica'], remove: () => Promise<void>): TestDatabase {
  return {
    ...database,
    replica,
    reset: () => emptyTables(database),
    async close() {
      await database.close()
      await remove()
    },
  }
}

/** Asks first which tables hold anything: emptying all of them makes hundreds of new files each time. */
async function emptyTables(database: Database): Promise<void> {
  const { rows: tables } = await database.execute(`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE (schemaname = 'public' AND tablename <> 'schema_migration')
       OR (schemaname = 'pgboss' AND tablename NOT IN ('version', 'queue', 'schedule', 'subscription'))
    ORDER BY 1 LIMIT 1000`)
  if (tables.length === 0) return
  const asked = tables.map(({ name }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ${name})`)
  const { rows: filled } = await database.execute(asked.join(' UNION ALL '))
  if (filled.length > 0) await database.execute(`TRUNCATE ${filled.map(({ name }) => name).join(', ')} CASCADE`)
}

/** Names the template: other migrations or another embedded database make another one. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await embeddedVersion())
  for (const { name, checksum } of await readMigrations()) hash.update(`${name} ${checksum}\n`)
  return hash.digest('hex').slice(0, 16)
}
