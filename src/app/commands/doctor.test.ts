import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readConfig } from '../../platform/config/config.ts'
import { silentLog } from '../../platform/testing/silent-log.ts'
import { copyEmptyDatabase } from '../../platform/testing/test-database.ts'
import { openStore } from '../open-store.ts'
import { doctorCommand } from './doctor.ts'
import { withStore } from './with-store.ts'

// Each command opens and closes a database of its own.
vi.setConfig({ testTimeout: 300_000 })

let dataDir: string
let printed: string[]

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chandlery-doctor-'))
  await copyEmptyDatabase(dataDir)
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const command = () => {
  printed = []
  const config = readConfig({ CHANDLERY_DATA_DIR: dataDir })
  return { config, log: silentLog, print: (line: string) => printed.push(line) }
}

test('a folder that was never started is told apart from a healthy store, and nothing is migrated by looking', async () => {
  expect(await doctorCommand(command(), {})).toBe(1)
  expect(printed.join('\n')).toContain('migrations: The database lacks')
  expect(await doctorCommand(command(), {})).toBe(1)
})

test('a healthy store is healthy, in words and as a document', async () => {
  await withStore(command(), 'test', async () => {})
  expect(await doctorCommand(command(), {})).toBe(0)
  expect(printed.at(-1)).toMatch(/^0 blobs .* Nothing is wrong\.$/)
  expect(await doctorCommand(command(), { json: true })).toBe(0)
  expect(JSON.parse(printed.join('\n'))).toMatchObject({ healthy: true, symptoms: [], examined: { blobs: 0 } })
})

test('something wrong is told with what to do, and repaired when asked', async () => {
  await withStore(command(), 'test', async (ctx) => {
    await ctx.ports.blobs.put(Buffer.from('left behind'))
  })
  expect(await doctorCommand(command(), {})).toBe(1)
  expect(printed.join('\n')).toContain('bytes unknown: Nobody knows of the 11 bytes')
  expect(await doctorCommand(command(), { repair: true })).toBe(0)
  expect(printed.join('\n')).toContain('Repaired: They were given to garbage collection')
  expect(await doctorCommand(command(), {})).toBe(0)
})

test('beside a running server the embedded database is refused with a sentence', async () => {
  const { config, log } = command()
  const store = await openStore(config, log)
  try {
    await expect(doctorCommand(command(), {})).rejects.toThrow(/\S+ \S+/)
    expect(await readdir(dataDir)).toContain('db')
  } finally {
    await store.close()
  }
})
