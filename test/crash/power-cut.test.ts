import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/platform/clock.ts'
import { durableParameters } from '../../src/platform/db/durable-fs.ts'
import { openEmbedded } from '../../src/platform/db/embedded.ts'
import { silentLog } from '../../src/platform/testing/silent-log.ts'
import { copyEmptyDatabase } from '../../src/platform/testing/test-database.ts'
import { PowerCutFS } from './power-cut-fs.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chandlery-power-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Running {
  readonly db: PGlite
  readonly disk: PowerCutFS
}

async function start(startParams: string[]): Promise<Running> {
  await copyEmptyDatabase(join(folder, 'running'))
  const disk = new PowerCutFS(join(folder, 'running', 'db'))
  const db = await PGlite.create({ fs: disk, extensions: { pg_trgm }, startParams })
  await db.exec('CREATE TABLE entry (id int PRIMARY KEY, filling text)')
  return { db, disk }
}

/** Commits rows of very different sizes, so that pages, segments and checkpoints fall everywhere. */
async function commit({ db }: Running, from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id++) {
    await db.query('INSERT INTO entry VALUES ($1, $2)', [id, 'x'.repeat((id * 911) % 5000)])
    if (id % 3 === 0) await db.query('UPDATE entry SET filling = filling || $2 WHERE id = $1', [id - 1, 'y'])
    if (id % 17 === 0) await db.exec('CHECKPOINT')
  }
}

/** What the program finds when it starts on what the power cut left. */
async function afterPowerCut(running: Running, name: string): Promise<number[]> {
  const dataDir = join(folder, name)
  running.disk.cutPower(join(dataDir, 'db'))
  const database = await openEmbedded({ dataDir, log: silentLog, clock: systemClock })
  try {
    const { rows } = await database.execute('SELECT id FROM entry ORDER BY id LIMIT 10000')
    // Once more through the index, which must tell the same.
    const indexed = await database.execute('SELECT count(*) AS count FROM entry WHERE id BETWEEN 1 AND 10000')
    expect(indexed.rows).toEqual([{ count: BigInt(rows.length) }])
    return rows.map(({ id }) => Number(id))
  } finally {
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

test('whenever the power is cut, every acknowledged row is there, and no other', async () => {
  const running = await start(durableParameters())
  let committed = 0
  for (const count of [1, 17, 18, 75]) {
    await commit(running, committed + 1, count)
    committed = count
    expect(await afterPowerCut(running, `cut-${count}`)).toEqual(upTo(count))
  }
  await running.db.exec('BEGIN')
  await running.db.query('INSERT INTO entry VALUES (1000, $1)', ['never committed'])
  expect(await afterPowerCut(running, 'cut-in-transaction')).toEqual(upTo(committed))
  await running.db.exec('COMMIT')
  expect(await afterPowerCut(running, 'cut-after-commit')).toEqual([...upTo(committed), 1000])
  await running.db.close()
}, 240_000)

test('the model notices a database that does not ask the disk', async () => {
  const running = await start([...PGlite.defaultStartParams])
  await commit(running, 1, 20)
  await expect(afterPowerCut(running, 'cut').then((rows) => rows.length)).rejects.toThrow()
  await running.db.close()
}, 120_000)
