import { afterAll, beforeAll, expect, test } from 'vitest'
import { hours } from '../platform/clock.ts'
import { collectGarbage } from './collect-garbage.ts'
import { registryModule } from './module.ts'
import { showCollection } from './show-collection.ts'
import { startCollection } from './start-collection.ts'
import { stopCollection } from './stop-collection.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
})
afterAll(() => bench.close())

test('a collection stays stopped, also when the job that was to close it comes after its end', async () => {
  const olga = bench.context(person('olga', ['operator']))
  await new Client(bench, 'ada').pushesBlob('acme/widget', Buffer.from('nobody names it'))
  bench.clock.advance(hours(25))
  await startCollection(olga)
  await stopCollection(olga)
  expect(await collectGarbage(bench.context())).toBe('stopped')
  const { signal } = new AbortController()
  await registryModule.handlers?.['registry.collect-garbage']?.(bench.context(), {
    data: { onlyOpen: true },
    signal,
  } as never)
  const { running, past, usage } = await showCollection(olga)
  expect([running, past.map(({ outcome }) => outcome), usage.blobs]).toEqual([undefined, ['stopped'], 1])
})
