import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openTally } from './tally.ts'

test('who starts next reads what the number was, even when nobody closed the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chandlery-tally-'))
  const path = join(folder, 'run', 'waiting')
  const first = openTally(path)
  expect(first.before).toBe(0)
  for (let count = 1; count <= 1234; count++) first.set(count)
  await turn()
  // The program is killed here: nothing is closed.
  const second = openTally(path)
  expect(second.before).toBe(1234)
  second.set(7)
  second.set(0)
  second.close()
  first.close()
  expect(openTally(path).before).toBe(1234)
  await rm(folder, { recursive: true })
})

test('a file that holds no number counts as nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chandlery-tally-'))
  const path = join(folder, 'waiting')
  const first = openTally(path)
  first.set(-3)
  first.close()
  expect((await readFile(path, 'utf8')).trim()).toBe('-3')
  expect(openTally(path).before).toBe(0)
  await rm(folder, { recursive: true })
})
