import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PullAnswer } from './access/access-source.ts'
import { placeImage } from './place-image.ts'
import { Client } from './testing/client.ts'
import { type RegistryBench, registryBench, unknownName } from './testing/registry-bench.ts'

/** GET /v2/_catalog shows what the caller may see, page by page. */
let bench: RegistryBench
const yes: PullAnswer = { allowed: true, via: 'plan', customerClass: 'free' }

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('olga', { password: 'o', roles: ['operator'] })
  bench.members.set('ada', { password: 'a', namespaces: { acme: 'owner' } })
  bench.members.set('vic', { password: 'v', namespaces: { acme: 'viewer' } })
  bench.members.set('otter', { password: 'w' })
  bench.members.set('reader', { password: 'r', namespaces: { acme: 'owner' }, scopes: ['read'] })
  const digest = await new Client(bench, 'ada').pushesImage('acme/widget', '1.0.0')
  await new Client(bench, 'olga').pushesImage('library/busybox', '1.0.0')
  for (const name of ['store/acme/free', 'store/acme/paid', 'holding/s1/widget']) {
    const to = { repository: name, tag: '1.0.0' }
    await placeImage(bench.context(), { from: { repository: 'acme/widget', digest }, to })
  }
  // What is free is open to everybody, what is paid to nobody here.
  bench.decide = ({ repository }) => (repository === 'store/acme/free' ? yes : unknownName)
})

async function catalog(name?: string, query = '') {
  const answer = await new Client(bench, name).request('GET', `/v2/_catalog${query}`)
  const { repositories } = answer.json<{ repositories?: string[] }>()
  return { status: answer.statusCode, repositories, link: answer.headers.link }
}

test('strangers and customers see the shelf as far as they may pull it, and the operator’s images', async () => {
  for (const name of [undefined, 'otter']) {
    expect(await catalog(name)).toMatchObject({ status: 200, repositories: ['library/busybox', 'store/acme/free'] })
  }
})

test('people of a publisher see its workplace as well; staff see everything (AUT-108)', async () => {
  for (const name of ['ada', 'vic']) {
    expect((await catalog(name)).repositories).toEqual(['acme/widget', 'library/busybox', 'store/acme/free'])
  }
  expect((await catalog('olga')).repositories).toEqual([
    'acme/widget',
    'holding/s1/widget',
    'library/busybox',
    'store/acme/free',
    'store/acme/paid',
  ])
})

test('a token that may not pull opens no list; without a token one is asked for it', async () => {
  expect((await catalog('reader')).status).toBe(401)
  const challenge = await new Client(bench).raw('GET', '/v2/_catalog')
  expect([challenge.statusCode, challenge.headers['www-authenticate']]).toEqual([
    401,
    expect.stringContaining('scope="registry:catalog:*"'),
  ])
})

test('pages follow one another to the end, and what is hidden makes no gap in them', async () => {
  const seen: string[] = []
  let address: string | undefined = '?n=1'
  let pages = 0
  while (address !== undefined && pages++ < 10) {
    const { repositories, link } = await catalog('ada', address)
    seen.push(...(repositories ?? []))
    address = /<\/v2\/_catalog(\?[^>]*)>/.exec(String(link))?.[1]
  }
  expect(seen).toEqual(['acme/widget', 'library/busybox', 'store/acme/free'])
})

test('one request decides about a hundred names at most, however many it asks for', async () => {
  const head = await new Client(bench, 'ada').request('HEAD', '/v2/acme/widget/manifests/1.0.0')
  const from = { repository: 'acme/widget', digest: String(head.headers['docker-content-digest']) }
  for (let i = 100; i < 205; i++) {
    await placeImage(bench.context(), { from, to: { repository: `store/acme/x${i}`, tag: '1.0.0' } })
  }
  bench.asked = 0
  const { repositories, link } = await catalog('otter', '?n=1000')
  expect(bench.asked).toBeLessThanOrEqual(100)
  expect([repositories, link]).toEqual([['library/busybox', 'store/acme/free'], expect.stringContaining('rel="next"')])
})
