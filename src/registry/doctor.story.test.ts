import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { days, hours, minutes } from '../platform/clock.ts'
import { collectGarbage } from './collect-garbage.ts'
import { type Digest, digestOf } from './domain/digest.ts'
import type { Finding } from './domain/finding.ts'
import { ociIndex } from './domain/media-types.ts'
import { examineRegistry } from './examine-registry.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'
import { verifyBlobs } from './verify-blobs.ts'

let bench: RegistryBench
let ada: Client
let image: Digest
let layer: Digest

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  for (const folder of ['sha256', 'sha512', 'uploads', 'damaged']) {
    await rm(join(bench.directory, folder), { recursive: true, force: true })
    await mkdir(join(bench.directory, folder))
  }
  await bench.restart()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  ada = new Client(bench, 'ada')
  image = (await ada.pushesImage('acme/widget', '1.0')) as Digest
  layer = (await ada.request('GET', '/v2/acme/widget/manifests/1.0')).json().layers[0].digest
  // Past every moment at which something may be about to happen.
  bench.clock.advance(minutes(10))
})

async function examine(repair = false): Promise<Finding[]> {
  const found: Finding[] = []
  await examineRegistry(bench.context(), { repair, report: (finding) => found.push(finding) })
  return found
}
const rows = async (text: string, values: readonly unknown[] = []) => (await bench.database.execute(text, values)).rows
const fileOf = (digest: string) => join(bench.directory, 'sha256', digest.slice(7, 9), digest.slice(7))

describe('a store after anything people do', () => {
  test('is healthy', async () => {
    await ada.pushesImage('acme/widget', '2.0')
    await ada.pushesImage('acme/widget', '1.0', 'moved')
    await ada.pushesBlob('acme/other', Buffer.from('not named by any manifest'))
    await ada.request('POST', `/v2/acme/other/blobs/uploads/?mount=${layer}&from=acme/widget`)
    await ada.request('POST', '/v2/acme/other/blobs/uploads/')
    await ada.request('DELETE', '/v2/acme/widget/manifests/2.0')
    await ada.request('DELETE', `/v2/acme/widget/manifests/${image}`)
    expect(await examine()).toEqual([])
    bench.clock.advance(days(2))
    await collectGarbage(bench.context(), { whole: true })
    await verifyBlobs(bench.context(), { rate: 0, all: true })
    expect(await examine()).toEqual([])
    expect(await examine(true)).toEqual([])
  })

  test('is counted', async () => {
    expect(await examineRegistry(bench.context(), { repair: false, report: () => {} })).toMatchObject({
      blobs: 2,
      manifests: 1,
      uploads: 0,
    })
  })

  test('is examined for operators only', async () => {
    const asked = (actor: ReturnType<typeof person>) =>
      examineRegistry(bench.context(actor), { repair: false, report: () => {} })
    await asked(person('olga', ['operator']))
    await expect(asked(person('mo', ['moderator']))).rejects.toMatchObject({ code: 'accounts.not_permitted' })
    await expect(asked({ kind: 'anonymous' })).rejects.toMatchObject({ code: 'accounts.sign_in_first' })
  })
})

describe('what the doctor finds, and what it can do about it', () => {
  test('missing bytes: told with all that need them, counted as absent, healed by a push', async () => {
    await rm(fileOf(layer))
    const problem = `The bytes of the blob ${layer} are missing (needed by acme/widget:1.0).`
    expect(await examine()).toEqual([{ check: 'bytes missing', problem, advice: expect.stringContaining('Push') }])
    expect(await examine(true)).toMatchObject([{ problem, repaired: expect.stringContaining('absent') }])
    expect(await examine(true)).toMatchObject([
      { check: 'damaged', problem: expect.stringContaining('acme/widget:1.0') },
    ])
    await ada.pushesImage('acme/widget', '1.0')
    expect(await examine()).toEqual([])
  })

  test('all bytes missing', async () => {
    await rm(join(bench.directory, 'sha256'), { recursive: true })
    expect(await examine()).toHaveLength(2)
  })

  test('too few bytes', async () => {
    await truncate(fileOf(layer), 1)
    expect(await examine(true)).toMatchObject([
      {
        check: 'size differs',
        problem: expect.stringContaining('has 1 bytes instead of'),
        repaired: expect.any(String),
      },
    ])
    await ada.pushesImage('acme/widget', '1.0')
    expect(await examine()).toEqual([])
  })

  test('bytes that nobody knows of: given to garbage collection', async () => {
    const { digest } = await bench.blobs.put(Buffer.from('left behind'))
    expect(await examine()).toMatchObject([{ check: 'bytes unknown', problem: expect.stringContaining(digest) }])
    expect(await examine(true)).toMatchObject([{ repaired: expect.stringContaining('garbage collection') }])
    expect(await examine()).toEqual([])
    bench.clock.advance(days(2))
    await collectGarbage(bench.context(), { whole: true })
    expect(await bench.blobs.stat(digest)).toBeUndefined()
    expect(await bench.blobs.stat(layer)).toBeDefined()
  })

  test('uploads without a place, and places without an upload', async () => {
    await ada.request('POST', '/v2/acme/widget/blobs/uploads/')
    await ada.request('POST', '/v2/acme/widget/blobs/uploads/')
    const [lost, kept] = (await rows('SELECT id::text AS id FROM upload ORDER BY id')).map((row) => String(row.id))
    await bench.blobs.cancel(lost ?? '')
    await bench.blobs.start('stray')
    expect(await examine()).toEqual([])
    bench.clock.advance(hours(2))
    expect((await examine()).map(({ problem }) => problem)).toEqual([
      expect.stringContaining(`${lost} to acme/widget has a row but no place`),
      expect.stringContaining('stray has a place'),
    ])
    await examine(true)
    expect(await examine()).toEqual([])
    expect(await bench.blobs.find(kept ?? '')).toBeDefined()
  })

  test('a manifest whose bytes are not its own: mended from another repository, if one has it', async () => {
    const spoil = (name: string) =>
      rows(`UPDATE manifest SET bytes = 'spoilt' WHERE repository_id = (SELECT id FROM repository WHERE name = $1)`, [
        name,
      ])
    await spoil('acme/widget')
    expect(await examine(true)).toMatchObject([
      { check: 'manifest bytes', problem: expect.stringContaining(image), advice: expect.stringContaining('Push') },
      { check: 'total size' },
    ])
    await ada.pushesImage('acme/copy', '1.0')
    expect(await examine()).toMatchObject([{ check: 'manifest bytes', advice: expect.stringContaining('--repair') }])
    await examine(true)
    await examine(true)
    expect(await examine()).toEqual([])
    await ada.pushesImage('acme/copy', '1.0')
  })

  test('a link that is missing: made, when the store has the blob', async () => {
    await ada.pushesImage('acme/copy', '1.0')
    bench.clock.advance(minutes(10))
    const copy = `(SELECT id FROM repository WHERE name = 'acme/copy')`
    await rows(`DELETE FROM repository_blob WHERE repository_id = ${copy} AND digest = $1`, [layer])
    expect(await examine()).toMatchObject([
      { check: 'reference', problem: expect.stringContaining(`needs the layer ${layer}`) },
      { check: 'total size' },
    ])
    expect(await examine(true)).toMatchObject([{ repaired: expect.stringContaining('hand it out') }])
    expect(await examine()).toEqual([])
    expect((await ada.request('GET', `/v2/acme/copy/blobs/${layer}`)).statusCode).toBe(200)
  })

  test('an index whose image is gone', async () => {
    const size = (await ada.request('GET', '/v2/acme/widget/manifests/1.0')).rawPayload.length
    const child = { mediaType: 'application/vnd.docker.distribution.manifest.v2+json', digest: image, size }
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: [child] }))
    expect((await ada.pushesManifest('acme/widget', 'all', index, ociIndex)).statusCode).toBe(201)
    await rows('DELETE FROM manifest WHERE digest = $1', [image])
    const found = await examine(true)
    expect(found[0]).toMatchObject({
      check: 'reference',
      problem: expect.stringContaining(`${digestOf(index)} of acme/widget needs the manifest ${image}`),
      advice: expect.stringContaining('Push'),
    })
  })

  test('a total size that is wrong, up to the top of the tree', async () => {
    const size = (await ada.request('GET', '/v2/acme/widget/manifests/1.0')).rawPayload.length
    const child = { mediaType: 'application/vnd.docker.distribution.manifest.v2+json', digest: image, size }
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: [child] }))
    await ada.pushesManifest('acme/widget', 'all', index, ociIndex)
    const right = await rows('SELECT digest, total_size FROM manifest ORDER BY digest')
    await rows('UPDATE manifest SET total_size = 1 WHERE digest = $1', [image])
    expect((await examine()).map(({ check }) => check)).toEqual(['total size', 'total size'])
    await examine(true)
    expect(await rows('SELECT digest, total_size FROM manifest ORDER BY digest')).toEqual(right)
    expect(await examine()).toEqual([])
  })

  test('what nothing needs and the collector does not know', async () => {
    await ada.pushesBlob('acme/widget', Buffer.from('unneeded'))
    await rows('DELETE FROM link_candidate')
    await rows(`INSERT INTO blob (digest, size, created_at) VALUES ($1, 4, now())`, [digestOf(Buffer.from('free'))])
    await bench.blobs.put(Buffer.from('free'))
    expect(await examine()).toMatchObject([
      { check: 'collector queue', problem: expect.stringContaining('1 links and 1 blobs') },
    ])
    expect(await examine(true)).toMatchObject([{ repaired: 'They were given to garbage collection.' }])
    expect(await examine()).toEqual([])
  })

  test('a tag that points at nothing, which only a broken database can have', async () => {
    await rows('ALTER TABLE tag DISABLE TRIGGER ALL')
    await rows('UPDATE tag SET digest = $1', [digestOf(Buffer.from('nowhere'))])
    await rows('ALTER TABLE tag ENABLE TRIGGER ALL')
    expect(await examine()).toMatchObject([{ check: 'tag', problem: expect.stringContaining('acme/widget:1.0') }])
  })

  test.each([
    ['cannot be reached', 'list'],
    ['cannot be written', 'append'],
  ] as const)('a storage that %s, and goes on with what does not need it', async (_, call) => {
    await rows('DELETE FROM signing_key')
    const { blobs } = bench
    const { [call]: works } = blobs
    Object.assign(blobs, { [call]: () => Promise.reject(new Error('the rack is dark')) })
    const found = await examine(true)
    Object.assign(blobs, { [call]: works })
    expect(found).toMatchObject([{ check: 'signing key' }, { check: 'storage' }])
    expect(found[1]?.problem).toContain('the rack is dark')
    expect(await blobs.staleUploads(new Date('2999-01-01'))).toEqual([])
    expect((await ada.request('GET', `/v2/acme/widget/blobs/${layer}`)).statusCode).toBe(200)
  })

  test('no signing key', async () => {
    await rows('DELETE FROM signing_key')
    expect(await examine()).toMatchObject([{ check: 'signing key' }])
  })
})

test('pages of a large store are compared without a gap', async () => {
  const texts = Array.from({ length: 2300 }, (_, i) => `blob number ${i}`)
  const digests = texts.map((text) => digestOf(Buffer.from(text))).sort()
  await rows(`INSERT INTO blob (digest, size, created_at) SELECT digest, 1, now() FROM unnest($1::text[]) AS digest`, [
    digests,
  ])
  await rows(`INSERT INTO blob_candidate (digest, since) SELECT digest, now() FROM blob ON CONFLICT DO NOTHING`)
  for (const digest of digests.filter((_, i) => i % 2 === 0)) {
    await mkdir(join(fileOf(digest), '..'), { recursive: true })
    await writeFile(fileOf(digest), 'x')
  }
  const stray = 'one that only the disk has'
  await bench.blobs.put(Buffer.from(stray))
  const found = await examine()
  expect(found.filter(({ check }) => check === 'bytes missing')).toHaveLength(1150)
  expect(found.filter(({ check }) => check !== 'bytes missing')).toMatchObject([
    { check: 'bytes unknown', problem: expect.stringContaining(digestOf(Buffer.from(stray))) },
  ])
})
