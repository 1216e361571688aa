import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { applyMigrations, type Migration, readMigrations } from './migrations.ts'

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex')
const migration = (name: string, text: string): Migration => ({ name, text, checksum: checksum(text) })

const harbour = migration('0001_harbour.sql', 'CREATE TABLE berth (id int); INSERT INTO berth VALUES (1)')
const cranes = migration('0002_cranes.sql', 'CREATE TABLE crane (id int)')

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.execute('DROP TABLE IF EXISTS berth, crane; TRUNCATE schema_migration')
})
afterAll(() => database.close())

const tables = async () => {
  const { rows } = await database.execute(
    `SELECT tablename FROM pg_tables WHERE tablename IN ('berth', 'crane') ORDER BY 1`,
  )
  return rows.map((row) => row.tablename)
}

test('migrations are applied once, in order of their names', async () => {
  expect(await applyMigrations(database, [harbour])).toEqual(['0001_harbour.sql'])
  expect(await applyMigrations(database, [harbour, cranes])).toEqual(['0002_cranes.sql'])
  expect(await applyMigrations(database, [harbour, cranes])).toEqual([])
  const { rows } = await database.execute('SELECT name, checksum FROM schema_migration ORDER BY name')
  expect(rows).toEqual([harbour, cranes].map(({ name, checksum: sum }) => ({ name, checksum: sum })))
})

test('two programs that start at once apply each of them once', async () => {
  const both = await Promise.all([1, 2].map(() => applyMigrations(database, [harbour, cranes])))
  expect(both.flat().sort()).toEqual(['0001_harbour.sql', '0002_cranes.sql'])
  expect((await database.execute('SELECT id FROM berth')).rows).toEqual([{ id: 1 }])
})

test('a migration that fails leaves nothing of itself, and the ones before it', async () => {
  const broken = migration('0002_broken.sql', 'CREATE TABLE crane (id int); SELECT 1 / 0')
  await expect(applyMigrations(database, [harbour, broken])).rejects.toThrow('division by zero')
  expect(await tables()).toEqual(['berth'])
  expect(await applyMigrations(database, [harbour, cranes])).toEqual(['0002_cranes.sql'])
})

test('a migration that was changed after it was applied stops the start, with a sentence', async () => {
  await applyMigrations(database, [harbour])
  const changed = migration('0001_harbour.sql', 'CREATE TABLE berth (id bigint)')
  await expect(applyMigrations(database, [changed, cranes])).rejects.toMatchObject({
    code: 'platform.migration_changed',
    message: expect.stringContaining('0001_harbour.sql'),
  })
  expect(await tables()).toEqual(['berth'])
})

test('a database of a newer release stops the start, with a sentence', async () => {
  await applyMigrations(database, [harbour, cranes])
  await expect(applyMigrations(database, [harbour])).rejects.toMatchObject({
    code: 'platform.database_too_new',
    message: expect.stringContaining('newer release'),
  })
})

test('the migrations of the store have four digits, plain names and different numbers', async () => {
  const names = (await readMigrations()).map(({ name }) => name)
  expect(names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name))).toEqual([])
  expect(new Set(names.map((name) => name.slice(0, 4))).size).toBe(names.length)
})
