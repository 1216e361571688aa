import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from '../testing/client.ts'
import { person, type RegistryBench, registryBench } from '../testing/registry-bench.ts'

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('eve', { password: 'secret', namespaces: { eve: 'owner' } })
  await new Client(bench, 'ada').pushesImage('acme/widget', '1.0.0')
})
afterAll(() => bench.close())

function get(query: string, actor: typeof bench.signedIn = person('ada')) {
  bench.signedIn = actor
  return bench.app.inject({ url: `/api/v1/registry/archive?${query}` })
}

test('an archive is a download with a name', async () => {
  const answer = await get('repository=acme/widget&reference=1.0.0')
  expect([answer.statusCode, answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
    200,
    'application/x-tar',
    'attachment; filename="acme-widget-1.0.0.oci.tar"',
  ])
  expect(answer.rawPayload.subarray(0, 10).toString()).toBe('oci-layout')
  expect((await get('repository=acme/widget')).rawPayload.length % 512).toBe(0)
})

test('strangers, others and wrong names are refused before the first byte', async () => {
  const refused = async (query: string, actor?: typeof bench.signedIn) => {
    const answer = await get(query, actor)
    return [answer.statusCode, answer.json().code]
  }
  expect(await refused('repository=acme/widget', { kind: 'anonymous' })).toEqual([401, 'accounts.sign_in_first'])
  expect(await refused('repository=acme/widget', person('eve'))).toEqual([404, 'registry.name_unknown'])
  expect(await refused('repository=acme/widget', person('mo', ['moderator']))).toEqual([404, 'registry.name_unknown'])
  expect(await refused('repository=acme/nothing')).toEqual([404, 'registry.name_unknown'])
  expect(await refused('repository=acme/widget&reference=9.9')).toEqual([404, 'registry.manifest_unknown'])
  expect(await refused('repository=acme/widget&reference=..')).toEqual([422, 'registry.tag_invalid'])
  expect((await get('repository=')).statusCode).toBe(400)
})
