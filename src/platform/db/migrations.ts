import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import type { Database, Tx } from './database.ts'
import { databaseTooNew, migrationChanged } from './errors.ts'

/** One file of migrations/, applied once and never changed after that. */
export interface Migration {
  readonly name: string
  readonly text: string
  readonly checksum: string
}

interface AppliedMigration {
  readonly name: string
  readonly checksum: string
  readonly applied_at: Date
}

/** Key of the transaction-scoped lock; any constant that nobody else uses. */
const migrationLock = 7_203_411

/** Applies pending migrations, each in a transaction of its own together with its row; answers their names. */
export async function applyMigrations(
  database: Pick<Database, 'transaction'>,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const applied: string[] = []
  const pending = await database.transaction(async (tx) => {
    await takeLock(tx)
    await createTable(tx)
    const known = await appliedMigrations(tx)
    refuseSurprises(known, migrations)
    return migrations.filter(({ name }) => !known.some((row) => row.name === name))
  })
  for (const migration of pending) {
    const wasPending = await database.transaction(async (tx) => {
      await takeLock(tx)
      const known = await appliedMigrations(tx)
      if (known.some((row) => row.name === migration.name)) return false
      await sql.raw(migration.text).execute(tx)
      await sql`INSERT INTO schema_migration (name, checksum, applied_at)
                VALUES (${migration.name}, ${migration.checksum}, now())`.execute(tx)
      return true
    })
    if (wasPending) applied.push(migration.name)
  }
  return applied
}

/** Names of the migrations that the database lacks; changes nothing. Throws as applying them would. */
export async function pendingMigrations(
  database: Pick<Database, 'transaction'>,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  return database.transaction(async (tx) => {
    const { rows } = await sql<{
      exists: boolean
    }>`SELECT to_regclass('schema_migration') IS NOT NULL AS exists`.execute(tx)
    const known = rows[0]?.exists ? await appliedMigrations(tx) : []
    refuseSurprises(known, migrations)
    return migrations.map(({ name }) => name).filter((name) => !known.some((row) => row.name === name))
  })
}

/** Reads migrations/*.sql in order of name. */
export async function readMigrations(directory = migrationsDirectory()): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(directory, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex') }
    }),
  )
}

/** The migrations folder beside package.json, found from the source tree and from dist/ alike. */
function migrationsDirectory(): string {
  let directory = import.meta.dirname
  while (!existsSync(join(directory, 'package.json')) || !existsSync(join(directory, 'migrations'))) {
    if (dirname(directory) === directory)
      throw new Error('The migrations folder of the program is missing. Install it again.')
    directory = dirname(directory)
  }
  return join(directory, 'migrations')
}

/** Two replicas that start at once take turns; the lock goes with the transaction (EDB-10). */
async function takeLock(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${migrationLock})`.execute(tx)
}

async function createTable(tx: Tx): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_migration (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL
  )`.execute(tx)
}

async function appliedMigrations(tx: Tx): Promise<readonly AppliedMigration[]> {
  const { rows } = await sql<AppliedMigration>`SELECT name, checksum, applied_at FROM schema_migration`.execute(tx)
  return rows
}

function refuseSurprises(applied: readonly AppliedMigration[], migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of applied) {
    const migration = known.get(row.name)
    if (!migration) throw databaseTooNew({ name: row.name })
    if (migration.checksum !== row.checksum) throw migrationChanged({ name: row.name })
  }
}
