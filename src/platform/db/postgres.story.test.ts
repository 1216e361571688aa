import { expect, test } from 'vitest'
import { silentLog } from '../testing/silent-log.ts'
import { openDatabase } from './open-database.ts'

test('a server that cannot be reached is a sentence without the password', async () => {
  const databaseUrl = 'postgres://store:hunter2@127.0.0.1:1/store'
  const error = await openDatabase({ dataDir: '/nowhere', databaseUrl, log: silentLog }).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'platform.database_unreachable', kind: 'unavailable' })
  expect(String(error)).toContain('127.0.0.1:1')
  expect(String(error)).not.toContain('hunter2')
})
