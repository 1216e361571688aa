import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf } from './domain/digest.ts'
import { Client } from './testing/client.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
})
afterAll(() => bench.close())

const people = 1000

test('a thousand people who push the same layer at the same moment all succeed, and it is kept once', async () => {
  const ada = new Client(bench, 'ada')
  const content = Buffer.alloc(70_000, 'the same base image for everybody')
  const digest = digestOf(content)
  const repositories = Array.from({ length: 10 }, (_, number) => `acme/widget-${number}`)
  const tokens = await Promise.all(repositories.map((name) => ada.token(`repository:${name}:pull,push`)))
  const answers = await Promise.all(
    Array.from({ length: people }, (_, number) => {
      const [repository, token] = [repositories[number % 10], tokens[number % 10]]
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
      return ada.raw('POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, { headers, body: content })
    }),
  )
  const statuses = new Map<number, number>()
  for (const { statusCode } of answers) statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
  expect([...statuses]).toEqual([[201, people]])

  const { rows } = await bench.database.execute(
    `SELECT (SELECT count(*)::int FROM blob) AS blobs, (SELECT count(*)::int FROM repository_blob) AS links,
      (SELECT count(*)::int FROM upload) AS uploads`,
  )
  expect(rows).toEqual([{ blobs: 1, links: 10, uploads: 0 }])
  expect(await bench.blobs.list(undefined, 10)).toEqual([{ digest, size: content.length }])
  bench.clock.advance(48 * 3600 * 1000)
  expect(await bench.blobs.staleUploads(bench.clock.now())).toEqual([])
  const whole = await ada.request('GET', `/v2/acme/widget-7/blobs/${digest}`)
  expect(digestOf(whole.rawPayload)).toBe(digest)
}, 240_000)
