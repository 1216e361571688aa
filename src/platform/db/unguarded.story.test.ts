import { expect, test } from 'vitest'
import { testDatabase } from '../testing/test-database.ts'
import { assertOutsideTransaction, leaveTransactionsUnguarded } from './transaction-guard.ts'

// In a file of its own: it holds for the whole process.
test('a running store does without the guard, and transactions work as before', async () => {
  leaveTransactionsUnguarded()
  const database = await testDatabase()
  await database.transaction(async (tx) => {
    expect(() => assertOutsideTransaction('Mail')).not.toThrow()
    await database.announce(tx, { topic: 'test', key: 'x' })
  })
  const failing = database.transaction(async () => {
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  await database.close()
})
