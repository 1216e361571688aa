import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { StoreClient } from '../../src/app/demo/store-client.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** Who may download everything that was published of a product (STO-236), over HTTP. */
let store: TestStore
let acme: TestPublisher
let moderator: Person
let productId: string

const path = '/api/v1/registry/products/widget/archive'

beforeAll(async () => {
  store = await testStore()
  moderator = await store.staff('mora', 'moderator')
  acme = await store.publisher('acme')
  const { client } = acme.person
  for (const repository of ['acme/widget', 'acme/widget-pro']) {
    await acme.person.pushes(await smallImage(repository, '1.0.0'), repository, '1.0.0')
  }
  productId = (await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })).id
  await client.put(`/products/${productId}/draft`, await productManifest(acme.person, productId, 'acme'))
})
afterAll(() => store?.close())

async function asked(client: StoreClient): Promise<[number, string]> {
  const answer = await client.request('GET', path)
  const isArchive = answer.headers.get('content-type') === 'application/x-tar'
  if (!isArchive) return [answer.status, ((await answer.json()) as { code: string }).code]
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="widget.oci.tar"')
  const bytes = Buffer.from(await answer.arrayBuffer())
  for (const repository of ['store/acme/widget', 'store/acme/widget-pro']) expect(bytes.includes(repository)).toBe(true)
  return [answer.status, 'an archive']
}

test('before it is published there is nothing to download, for nobody', async () => {
  expect(await asked(acme.person.client)).toEqual([404, 'registry.nothing_published'])
  expect(await asked(moderator.client)).toEqual([404, 'registry.nothing_published'])
})

test("the publisher's people and reviewing staff download it; strangers, others and other staff do not", async () => {
  const { client } = acme.person
  const { id } = await client.post<{ id: string }>(`/products/${productId}/submissions`, { publish: 'on_approval' })
  await moderator.client.post(`/submissions/${id}/approve`, {})
  await store.settle()

  expect(await asked(client)).toEqual([200, 'an archive'])
  expect(await asked(moderator.client)).toEqual([200, 'an archive'])
  expect(await asked(new StoreClient(store.baseUrl))).toEqual([401, 'accounts.sign_in_first'])
  expect(await asked((await store.publisher('bolt')).person.client)).toEqual([404, 'catalog.product_not_found'])
  expect(await asked((await store.person('heron')).client)).toEqual([404, 'catalog.product_not_found'])
  expect(await asked((await store.staff('fin', 'finance')).client)).toEqual([404, 'registry.name_unknown'])
  const unknown = await client.request('GET', path.replace('widget', 'gadget'))
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'registry.nothing_published' }])
})
