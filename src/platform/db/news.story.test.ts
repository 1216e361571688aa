import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import type { Database, News } from './database.ts'

let here: TestDatabase
let there: Database

beforeAll(async () => {
  here = await testDatabase()
  there = await here.replica()
  await until(() => here.hearsOthers() && there.hearsOthers())
})
afterAll(async () => {
  await there.close()
  await here.close()
})

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 400) throw new Error('It did not come true within 20 seconds.')
    await wait(50)
  }
}

function ears(database: Database) {
  const heard: (News | 'gap')[] = []
  const stop = database.listen({ onNews: (news) => heard.push(news), onGap: () => heard.push('gap') })
  return { heard, stop }
}

const news = (key: string): News => ({ topic: 'test', key })

test('news are told after the commit: at once where they were made, soon elsewhere', async () => {
  const [mine, theirs] = [ears(here), ears(there)]
  await here.transaction(async (tx) => {
    await here.announce(tx, news('one'))
    await here.announce(tx, news('two'))
    expect(mine.heard).toEqual([])
  })
  expect(mine.heard).toEqual([news('one'), news('two')])
  await until(() => theirs.heard.length === 2)
  expect(theirs.heard).toEqual([news('one'), news('two')])
  mine.stop()
  theirs.stop()
})

test('what was rolled back is told to nobody, and nobody hears it twice', async () => {
  const [mine, theirs] = [ears(here), ears(there)]
  const failing = here.transaction(async (tx) => {
    await here.announce(tx, news('never'))
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  await here.transaction((tx) => here.announce(tx, news('at last')))
  await until(() => theirs.heard.length > 0)
  await wait(100)
  expect([mine.heard, theirs.heard]).toEqual([[news('at last')], [news('at last')]])
  mine.stop()
  theirs.stop()
})

test('who stopped listening hears nothing more', async () => {
  const mine = ears(here)
  mine.stop()
  await here.transaction((tx) => here.announce(tx, news('too late')))
  expect(mine.heard).toEqual([])
})

test('a line that is cut is opened again, and listeners are told that they may have missed something', async () => {
  const mine = ears(here)
  const { rows } = await here.execute(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'chandlery news' AND datname = current_database() LIMIT 10`,
  )
  // The embedded database has no line to anybody, so there is nothing to cut.
  if (rows.length > 0) {
    await until(() => mine.heard.includes('gap'))
    await until(() => here.hearsOthers() && there.hearsOthers())
  }
  await there.transaction(async (tx) => {
    await sql`SELECT 1`.execute(tx)
    await there.announce(tx, news('back'))
  })
  await until(() => mine.heard.some((heard) => heard !== 'gap' && heard.key === 'back'))
  mine.stop()
})
