import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { days } from '../platform/clock.ts'
import { applyRetention } from './apply-retention.ts'
import { type Digest, digestOf } from './domain/digest.ts'
import { dockerImage, dockerList, ociImage } from './domain/media-types.ts'
import type { RetentionRules } from './domain/retention.ts'
import { holdContent } from './hold-content.ts'
import { queueRetention } from './queue-retention.ts'
import { releaseContent } from './release-content.ts'
import { removeRetention, saveRetention } from './save-retention.ts'
import { listRetention, previewRetention } from './show-retention.ts'
import { startRetention } from './start-retention.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'

const repository = 'acme/widget'
let bench: RegistryBench
let ada: Client
beforeAll(async () => {
  bench = await registryBench()
})
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('ed', { password: 'secret', namespaces: { acme: 'editor' } })
  ada = new Client(bench, 'ada')
})
afterAll(() => bench.close())

const owner = () => bench.context(person('ada'))
const saves = (some: Partial<RetentionRules>, appliesTo = repository) =>
  saveRetention(owner(), { appliesTo, rules: { keepTags: [], ...some } })
const applies = (name = repository) => applyRetention(bench.context(), { repository: name })
const preview = (rules?: RetentionRules) => previewRetention(owner(), { repository, ...(rules && { rules }) })
const tagNames = async (): Promise<string[]> => (await ada.request('GET', `/v2/${repository}/tags/list`)).json().tags
const isThere = async (reference: string) =>
  (await ada.request('HEAD', `/v2/${repository}/manifests/${reference}`)).statusCode === 200
const told = (type: string) => bench.events.filter((event) => event.type === type)

/** Pushes a manifest that is about, or made of, others. */
async function pushesManifest(reference: string | undefined, document: object, mediaType: string): Promise<Digest> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }))
  const digest = digestOf(bytes)
  const put = await ada.pushesManifest(repository, reference ?? digest, bytes, mediaType)
  expect(put.statusCode).toBe(201)
  return digest
}

async function signs(subject: Digest, tag?: string): Promise<Digest> {
  const empty = Buffer.from('{}')
  await ada.pushesBlob(repository, empty)
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(empty), size: 2 }
  const about = { mediaType: dockerImage, digest: subject, size: 1 }
  return pushesManifest(tag, { config, layers: [config], artifactType: 'test/signature', subject: about }, ociImage)
}

const sizeOf = async (digest: string) =>
  Number((await ada.request('HEAD', `/v2/${repository}/manifests/${digest}`)).headers['content-length'])

async function pushesIndex(tag: string, children: readonly string[]): Promise<Digest> {
  const entries = await Promise.all(
    children.map(async (digest) => ({
      mediaType: dockerImage,
      digest,
      size: await sizeOf(digest),
      platform: { os: 'linux', architecture: 'amd64' },
    })),
  )
  return pushesManifest(tag, { manifests: entries }, dockerList)
}

test('the last ones stay, the others go with their images and signatures; all of it is told and in the trail', async () => {
  const old = (await ada.pushesImage(repository, '1.0')) as Digest
  const signature = await signs(old)
  bench.clock.advance(days(10))
  await ada.pushesImage(repository, '1.1')
  bench.clock.advance(days(10))
  const newest = (await ada.pushesImage(repository, '1.2')) as Digest
  const kept = await signs(newest)
  await saves({ keepLast: 2, removeUntaggedDays: 7 })
  bench.events.length = 0

  const before = await preview()
  expect(before.plan.tags.filter(({ keep }) => !keep).map(({ tag }) => tag.name)).toEqual(['1.0'])
  expect(before.bytes).toBeGreaterThan(0)
  expect(await tagNames()).toHaveLength(3)

  expect(await applies()).toMatchObject({ tagsRemoved: 1, manifestsRemoved: 2 })
  expect(await tagNames()).toEqual(['1.1', '1.2'])
  expect([await isThere(old), await isThere(signature), await isThere(kept)]).toEqual([false, false, true])
  expect(told('tag.deleted')).toMatchObject([{ repository, tag: '1.0', digest: old }])
  expect(
    told('image.deleted')
      .map((event) => 'digest' in event && event.digest)
      .sort(),
  ).toEqual([old, signature].sort())
  expect(await bench.auditActions()).toEqual(
    expect.arrayContaining(['registry.tag_deleted', 'registry.manifest_deleted']),
  )
  expect((await preview()).lastRun).toMatchObject({ tagsRemoved: 1, manifestsRemoved: 2 })
  expect(await applies()).toMatchObject({ tagsRemoved: 0, manifestsRemoved: 0 })
})

test('a preview changes nothing and says what it would free: bytes that others share are not among them', async () => {
  await ada.pushesImage(repository, 'a', 'same')
  const lone = await ada.pushesImage(repository, 'b', 'other')
  bench.clock.advance(days(1))
  const rules = { keepTags: ['a'], removeUntaggedDays: 0 }
  const { plan, bytes } = await preview(rules)
  expect(plan.manifests.map(({ keep }) => keep).sort()).toEqual([false, true])
  const { config, layers } = JSON.parse((await ada.request('GET', `/v2/${repository}/manifests/${lone}`)).body)
  expect(bytes).toBe((await sizeOf(lone)) + config.size + layers[0].size)
  expect(await tagNames()).toEqual(['a', 'b'])
  expect(await listRetention(owner(), 'acme')).toEqual([])
})

test('parts of a kept index stay; with an index that goes its parts go', async () => {
  const [one, two] = [await ada.pushesImage(repository, 'x', 'one'), await ada.pushesImage(repository, 'y', 'two')]
  const index = await pushesIndex('multi', [one, two])
  bench.clock.advance(days(30))
  await saves({ keepTags: ['multi'], removeUntaggedDays: 7 })
  expect(await applies()).toMatchObject({ tagsRemoved: 2, manifestsRemoved: 0 })
  expect([await isThere(one), await isThere(two), await isThere('multi')]).toEqual([true, true, true])
  await saves({ keepLast: 0, removeUntaggedDays: 7 })
  expect(await applies()).toMatchObject({ tagsRemoved: 1, manifestsRemoved: 3 })
  expect(await isThere(index)).toBe(false)
})

test('what was pulled lately stays, under its tag or by its digest', async () => {
  const digest = await ada.pushesImage(repository, '1.0')
  await ada.pushesImage(repository, '1.1')
  bench.clock.advance(days(60))
  await bench.database.execute(
    `INSERT INTO pull_event (id, at, repository, digest, method, action, counted, customer_class)
     VALUES (gen_random_uuid(), $1, $2, $3, 'GET', 'pull_by_digest', false, 'none')`,
    [bench.clock.now(), repository, digest],
  )
  bench.clock.advance(days(20))
  await saves({ keepPulledDays: 30 })
  await applies()
  expect(await tagNames()).toEqual(['1.0'])
})

describe('whoever is faster', () => {
  test.each([
    ['before the tags', 10],
    ['before the manifests', 11],
  ])('a tag that moves %s are deleted stays', async (_, moment) => {
    await ada.pushesImage(repository, '1.0', 'first')
    await ada.pushesImage(repository, '1.1')
    bench.clock.advance(days(10))
    await saves({ keepLast: 0, removeUntaggedDays: 0 })
    // The plan is made from what is read first; the push comes between that and the deletion.
    const move = async () => {
      bench.clock.advance(1000)
      await ada.pushesImage(repository, '1.0', 'second')
    }
    const original = bench.database.transaction
    let pages = 0
    const racing = Object.assign(bench.context(), {
      transaction: async <T>(work: Parameters<typeof original<T>>[0]): Promise<T> => {
        if (++pages === moment) await move()
        return original(work)
      },
    })
    await applyRetention(racing, { repository })
    expect(pages).toBeGreaterThanOrEqual(10)
    expect(await tagNames()).toEqual(['1.0'])
    expect(await isThere('1.0')).toBe(true)
  })

  test('pushes at the same moment never lose what they pushed', async () => {
    for (let n = 0; n < 5; n++) await ada.pushesImage(repository, `old-${n}`, `text ${n}`)
    bench.clock.advance(days(10))
    await saves({ keepTags: ['new-*'], removeUntaggedDays: 7 })
    const pushes = Promise.all([0, 1, 2, 3, 4].map((n) => ada.pushesImage(repository, `new-${n}`, `text ${n}`)))
    await Promise.all([applies(), pushes])
    await applies()
    expect((await tagNames()).filter((name) => name.startsWith('new-'))).toHaveLength(5)
    for (let n = 0; n < 5; n++) expect(await isThere(`new-${n}`)).toBe(true)
  })
})

describe('rules', () => {
  test('of one repository go before those of the namespace; removed, everything stays', async () => {
    await ada.pushesImage(repository, '1.0')
    await ada.pushesImage('acme/other', '1.0')
    await saves({ keepLast: 0 }, 'acme')
    await saves({ keepLast: 1 })
    expect((await listRetention(owner(), 'acme')).map((policy) => policy.repository)).toEqual([undefined, repository])
    expect(await queueRetention(bench.context())).toBe(2)
    expect(await startRetention(owner(), { appliesTo: 'acme' })).toBe(2)
    expect(await startRetention(owner(), { appliesTo: repository })).toBe(1)
    expect(await applies()).toMatchObject({ tagsRemoved: 0 })
    expect(await applies('acme/other')).toMatchObject({ tagsRemoved: 1 })
    await removeRetention(owner(), { appliesTo: 'acme' })
    expect(await applies('acme/other')).toBeUndefined()
    await expect(removeRetention(owner(), { appliesTo: 'acme' })).rejects.toMatchObject({
      code: 'registry.retention_unknown',
    })
  })

  test('are for staging only, and say something', async () => {
    for (const name of ['store/acme/widget', 'store', 'holding/x/y', 'library', 'library/debian']) {
      await expect(saves({ keepLast: 1 }, name)).rejects.toMatchObject({ code: 'registry.retention_not_here' })
      await expect(applies(name)).rejects.toMatchObject({ code: 'registry.retention_not_here' })
    }
    await expect(saves({})).rejects.toMatchObject({ code: 'registry.retention_invalid' })
    await expect(saves({ keepTags: ['a b'] })).rejects.toMatchObject({ fields: [{ field: 'keepTags.0' }] })
    await expect(saves({ keepLast: 1 }, 'acme/absent')).rejects.toMatchObject({ code: 'registry.name_unknown' })
  })
})

test('what staff hold stays with its tag, its layers held or the whole repository, until it is released', async () => {
  const digest = (await ada.pushesImage(repository, '1.0')) as Digest
  await ada.pushesImage(repository, '1.1')
  const { layers } = JSON.parse((await ada.request('GET', `/v2/${repository}/manifests/1.1`)).body)
  bench.clock.advance(days(10))
  await saves({ keepLast: 0, removeUntaggedDays: 7 })
  const staff = bench.context(person('sina', ['security']))
  const holds = [
    await holdContent(staff, { content: { digest }, reason: 'audit' }),
    await holdContent(staff, { content: { digest: layers[0].digest }, reason: 'audit' }),
  ]
  const { plan } = await preview()
  expect(plan.tags.map(({ reason }) => reason.kind)).toEqual(['needed', 'needed'])
  expect(await applies()).toMatchObject({ tagsRemoved: 0, manifestsRemoved: 0 })
  for (const { id } of holds) await releaseContent(staff, { holdId: id })
  const whole = await holdContent(staff, { content: { repository }, reason: 'audit' })
  expect(await applies()).toMatchObject({ tagsRemoved: 0, manifestsRemoved: 0 })
  await releaseContent(staff, { holdId: whole.id })
  expect(await applies()).toMatchObject({ tagsRemoved: 2, manifestsRemoved: 2 })
})

test('two runs at once do the work once', async () => {
  for (const tag of ['a', 'b', 'c']) await ada.pushesImage(repository, tag)
  bench.clock.advance(days(1))
  await saves({ keepLast: 0, removeUntaggedDays: 0 })
  bench.events.length = 0
  await Promise.all([applies(), applies()])
  expect(told('tag.deleted')).toHaveLength(3)
  expect(told('image.deleted')).toHaveLength(3)
})
