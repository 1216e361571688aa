import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from './test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await database.execute('CREATE TABLE shelf (id int PRIMARY KEY, label text)')
})
beforeEach(() => database.reset())
afterAll(() => database.close())

test('a test database is migrated', async () => {
  const { rows } = await database.execute('SELECT name FROM schema_migration ORDER BY name LIMIT 1')
  expect(rows).toEqual([{ name: '0001_platform.sql' }])
  expect(await database.migrate()).toEqual([])
})

test('what one test writes', async () => {
  await database.execute('INSERT INTO shelf VALUES (1, $1)', ['rope'])
  expect((await database.execute('SELECT count(*) FROM shelf')).rows).toEqual([{ count: 1n }])
})

test('the next does not see', async () => {
  expect((await database.execute('SELECT count(*) FROM shelf')).rows).toEqual([{ count: 0n }])
  expect((await database.execute('SELECT count(*) > 0 AS kept FROM schema_migration')).rows).toEqual([{ kept: true }])
})
