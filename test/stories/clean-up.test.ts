import { afterAll, beforeAll, expect, test } from 'vitest'
import { days } from '../../src/platform/clock.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** Rules that clean up, over HTTP: what a product names stays, and what is published is never touched. */
let store: TestStore
let acme: TestPublisher
beforeAll(async () => {
  store = await testStore()
  acme = await store.publisher('acme')
})
afterAll(() => store?.close())

const tagsOf = async (repository: string) =>
  (await acme.person.client.get<{ items: { tag: string }[] }>(`/tags?repository=${repository}`)).items.map(
    ({ tag }) => tag,
  )

test('an image that a product names stays, the others go; the published copy is not theirs to take', async () => {
  const { client } = acme.person
  for (const tag of ['0.9.0', '1.0.0']) await acme.person.pushes(await smallImage('widget', tag), 'acme/widget', tag)
  await acme.person.pushes(await smallImage('widget-pro', '1.0.0'), 'acme/widget-pro', '1.0.0')
  const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
  await client.put(`/products/${id}/draft`, await productManifest(acme.person, id, 'acme'))
  const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'on_approval' })
  const moderator = await store.staff('mora', 'moderator')
  await moderator.client.post(`/submissions/${submission.id}/approve`, {})
  await store.settle()
  await acme.person.pushes(await smallImage('widget', '1.1.0'), 'acme/widget', '1.1.0')
  store.clock.advance(days(30))
  await acme.person.signsIn()

  const rules = { keepLast: 0, keepTags: [], removeUntaggedDays: 7 }
  const preview = await client.post<{ items: { name: string; keep: boolean; reason: string }[] }>(
    '/retention-rules/preview',
    { repository: 'acme/widget', rules },
  )
  expect(preview.items.find(({ name }) => name === '1.0.0')).toMatchObject({
    keep: true,
    reason: 'Stays: the product Widget names it.',
  })
  await client.put('/retention-rules', { appliesTo: 'acme', rules })
  await client.post('/retention-rules/apply', { appliesTo: 'acme' })
  await store.settle()
  expect(await tagsOf('acme/widget')).toEqual(['1.0.0'])
  expect(await tagsOf('acme/widget-pro')).toEqual(['1.0.0'])
  expect(await tagsOf('store/acme/widget')).toEqual(['1.0.0'])
  expect(await store.auditActions()).toEqual(
    expect.arrayContaining(['registry.retention_saved', 'registry.retention_started', 'registry.tag_deleted']),
  )
})
