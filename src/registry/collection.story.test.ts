import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { days, hours, minutes } from '../platform/clock.ts'
import { collectGarbage } from './collect-garbage.ts'
import { type Digest, digestOf } from './domain/digest.ts'
import { holdContent } from './hold-content.ts'
import { listContentHolds } from './list-content-holds.ts'
import { placeImage } from './place-image.ts'
import { previewCollection } from './preview-collection.ts'
import { releaseContent } from './release-content.ts'
import { removeRepository } from './remove-repository.ts'
import { showCollection } from './show-collection.ts'
import { startCollection } from './start-collection.ts'
import { stopCollection } from './stop-collection.ts'
import { sweepUploads } from './sweep-uploads.ts'
import { BusyRegistry } from './testing/busy-registry.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'
import { verifyImage } from './verify-image.ts'

let bench: RegistryBench
let acme: Client

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  acme = new Client(bench, 'ada')
})

const operator = () => bench.context(person('olga', ['operator']))
const moderator = () => bench.context(person('mo', ['moderator']))
const collect = () => collectGarbage(bench.context(), { whole: true })
const overview = () => showCollection(operator())

/** A day and a bit goes by, and then the collector comes. */
async function aDayLater(): Promise<void> {
  bench.clock.advance(hours(25))
  expect(await collect()).toBe('complete')
}

async function has(repository: string, digest: string): Promise<boolean> {
  return (await acme.request('HEAD', `/v2/${repository}/blobs/${digest}`)).statusCode === 200
}

const bytesOf = (digest: string) => bench.blobs.stat(digest as Digest)
const layerOf = (text: string) => digestOf(Buffer.from(`layer of ${text}`))
const deletes = async (repository: string, reference: string) =>
  (await acme.request('DELETE', `/v2/${repository}/manifests/${reference}`)).statusCode

describe('what goes', () => {
  test('layers that no manifest names, a day after they were pushed, and not before', async () => {
    const lonely = await acme.pushesBlob('acme/widget', Buffer.from('nobody names me'))
    bench.clock.advance(hours(23))
    await collect()
    expect(await has('acme/widget', lonely)).toBe(true)

    await aDayLater()
    expect(await has('acme/widget', lonely)).toBe(false)
    expect(await bytesOf(lonely)).toBeUndefined()
    const { past, usage, waiting } = await overview()
    expect(past[0]).toMatchObject({ outcome: 'complete', linksRemoved: 1, blobsRemoved: 1, bytesFreed: 15 })
    expect([usage.blobs, usage.bytes, waiting]).toEqual([0, 0, 0])
  })

  test('the layers of a deleted manifest, but not what another one needs', async () => {
    const gone = await acme.pushesImage('acme/widget', 'gone')
    const stays = await acme.pushesImage('acme/widget', 'stays')
    await acme.request('POST', `/v2/acme/other/blobs/uploads/?mount=${layerOf('gone')}&from=acme/widget`)
    expect(await deletes('acme/widget', gone)).toBe(202)
    await aDayLater()
    expect(await has('acme/widget', layerOf('gone'))).toBe(false)
    expect(await bytesOf(layerOf('gone'))).toBeUndefined()
    await verifyImage(bench.context(), { repository: 'acme/widget', digest: stays })
  })

  test('all of a removed repository; what another repository has stays there', async () => {
    const digest = await acme.pushesImage('acme/widget', '1.0.0')
    await acme.pushesImage('acme/widget', 'only-here')
    await placeImage(bench.context(), {
      from: { repository: 'acme/widget', digest },
      to: { repository: 'store/acme/widget', tag: '1.0.0' },
    })
    await removeRepository(bench.context(), 'acme/widget')
    await aDayLater()
    expect(await bytesOf(layerOf('only-here'))).toBeUndefined()
    await verifyImage(bench.context(), { repository: 'store/acme/widget', digest })
    expect((await overview()).usage).toMatchObject({ repositories: 1, blobs: 2 })
  })

  test('bytes of an upload that was broken off between the bytes and the row', async () => {
    const content = Buffer.from('the light goes out')
    const { blobs } = bench
    const commit = blobs.commit.bind(blobs)
    blobs.commit = async (uploadId, digest) => {
      await commit(uploadId, digest)
      throw new Error('the light goes out')
    }
    await expect(acme.pushesBlob('acme/widget', content)).rejects.toThrow()
    blobs.commit = commit
    expect(await bytesOf(digestOf(content))).toBeDefined()
    await aDayLater()
    expect(await bytesOf(digestOf(content))).toBeDefined()
    await sweepUploads(bench.context())
    await aDayLater()
    expect(await bytesOf(digestOf(content))).toBeUndefined()
  })
})

describe('what stays', () => {
  test('a layer that somebody who pushes has asked for within the day', async () => {
    const layer = await acme.pushesBlob('acme/widget', Buffer.from('a base'))
    bench.clock.advance(hours(20))
    const authorization = `Bearer ${await acme.token('repository:acme/widget:pull,push')}`
    await acme.raw('HEAD', `/v2/acme/widget/blobs/${layer}`, { headers: { authorization } })
    bench.clock.advance(hours(20))
    await collect()
    expect(await has('acme/widget', layer)).toBe(true)
  })

  test('what a signature holds, and what a manifest of an unknown type mentions', async () => {
    const mentioned = await acme.pushesBlob('acme/widget', Buffer.from('a chart'))
    const type = 'application/vnd.acme.thing'
    await acme.pushesManifest('acme/widget', 'odd', Buffer.from(JSON.stringify({ chart: mentioned })), type)
    const image = await acme.pushesImage('acme/widget', '1.0.0')
    const config = await acme.pushesBlob('acme/widget', Buffer.from('{}'))
    const oci = 'application/vnd.oci.image.manifest.v1+json'
    const signature = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: oci,
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: config, size: 2 },
        layers: [],
        subject: { mediaType: oci, digest: image, size: 1 },
      }),
    )
    await acme.pushesManifest('acme/widget', digestOf(signature), signature, oci)
    await aDayLater()
    await aDayLater()
    for (const digest of [mentioned, config]) expect(await has('acme/widget', digest)).toBe(true)
    await acme.request('DELETE', '/v2/acme/widget/manifests/odd')
    expect(await has('acme/widget', mentioned)).toBe(true)
  })

  test('bytes that an upload is about to have', async () => {
    const content = Buffer.from('twice')
    await acme.pushesBlob('acme/widget', content)
    bench.clock.advance(hours(25))
    const { blobs } = bench
    const commit = blobs.commit.bind(blobs)
    blobs.commit = async (uploadId, digest) => {
      const committed = await commit(uploadId, digest)
      await collect()
      return committed
    }
    const digest = await acme.pushesBlob('acme/other', content)
    blobs.commit = commit
    expect(await has('acme/other', digest)).toBe(true)
    expect(await bytesOf(digest)).toBeDefined()
  })

  test('what is brought again while a slow storage is still removing other blobs', async () => {
    const contents = ['one', 'two', 'three'].map((text) => Buffer.from(text))
    for (const content of contents) await acme.pushesBlob('acme/widget', content)
    bench.clock.advance(hours(25))
    const { blobs } = bench
    const remove = blobs.remove.bind(blobs)
    let brought: string | undefined
    blobs.remove = async (digest) => {
      await remove(digest)
      if (brought !== undefined) return
      const content = contents.find((content) => digestOf(content) !== digest) as Buffer
      brought = digestOf(content)
      // Whoever brings it believes that the remover has died, and ends the removal.
      bench.clock.advance(minutes(6))
      await acme.pushesBlob('acme/other', content)
    }
    await collect()
    blobs.remove = remove
    expect(await has('acme/other', String(brought))).toBe(true)
    expect(await bytesOf(String(brought))).toBeDefined()
    for (const digest of contents.map((content) => digestOf(content))) {
      if (digest !== brought) expect(await bytesOf(digest)).toBeUndefined()
    }
  })

  test('an upload that is being closed when it is a day old', async () => {
    const content = Buffer.from('it took a day')
    const location = String((await acme.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
    bench.clock.advance(hours(25))
    const { blobs } = bench
    const commit = blobs.commit.bind(blobs)
    blobs.commit = async (uploadId, digest) => {
      expect(await sweepUploads(bench.context())).toBe(0)
      return commit(uploadId, digest)
    }
    const closed = await acme.request('PUT', `${location}?digest=${digestOf(content)}`, {
      body: content,
      headers: { 'content-type': 'application/octet-stream' },
    })
    blobs.commit = commit
    expect(closed.statusCode).toBe(201)
    expect(await has('acme/widget', digestOf(content))).toBe(true)
  })

  test('an upload waits while the old bytes of the same digest are removed', async () => {
    const content = Buffer.from('again and again')
    await acme.pushesBlob('acme/widget', content)
    bench.clock.advance(hours(25))
    const { blobs } = bench
    const remove = blobs.remove.bind(blobs)
    let pushing: Promise<string> | undefined
    blobs.remove = async (digest) => {
      pushing = acme.pushesBlob('acme/other', content)
      await new Promise((resolve) => setTimeout(resolve, 150))
      await remove(digest)
    }
    await collect()
    blobs.remove = remove
    const digest = await pushing
    expect(await has('acme/other', String(digest))).toBe(true)
    expect(await bytesOf(String(digest))).toBeDefined()
  })
})

describe('holds', () => {
  test('held content is neither deleted nor collected until it is released', async () => {
    const digest = await acme.pushesImage('acme/widget', '1.0.0')
    const hold = await holdContent(moderator(), { content: { digest: digest as Digest }, reason: 'A dispute.' })
    const refused = await acme.request('DELETE', `/v2/acme/widget/manifests/${digest}`)
    expect(refused.statusCode).toBe(409)
    expect(refused.json().errors[0].message).toBe(
      `${digest} is held by mo and stays as it is until the hold is released: A dispute. Ask the store's staff.`,
    )
    expect(await deletes('acme/widget', '1.0.0')).toBe(409)
    await expect(removeRepository(bench.context(), 'acme/widget')).rejects.toMatchObject({
      code: 'registry.content_held',
    })
    await aDayLater()
    await verifyImage(bench.context(), { repository: 'acme/widget', digest })

    await releaseContent(moderator(), { holdId: hold.id })
    expect(await deletes('acme/widget', digest)).toBe(202)
    await aDayLater()
    expect(await bytesOf(layerOf('1.0.0'))).toBeUndefined()
    expect((await listContentHolds(moderator())).map(({ releasedBy }) => releasedBy)).toEqual(['mo'])
    expect(await bench.auditActions()).toEqual(
      expect.arrayContaining(['registry.content_held', 'registry.content_released']),
    )
  })

  test('a held blob and a held repository stay, with what no manifest names', async () => {
    const blob = (await acme.pushesBlob('acme/widget', Buffer.from('evidence'))) as Digest
    const other = await acme.pushesBlob('acme/other', Buffer.from('more of it'))
    const holds = [
      await holdContent(moderator(), { content: { digest: blob }, reason: 'Evidence.' }),
      await holdContent(moderator(), { content: { repository: 'acme/other' }, reason: 'Evidence.' }),
    ]
    await aDayLater()
    await aDayLater()
    for (const digest of [blob, other]) expect(await bytesOf(digest)).toBeDefined()
    for (const { id } of holds) await releaseContent(moderator(), { holdId: id })
    await aDayLater()
    for (const digest of [blob, other]) expect(await bytesOf(digest)).toBeUndefined()
  })

  test('of two repositories that are removed at once one stays for what both have', async () => {
    const digest = (await acme.pushesImage('acme/widget', '1.0.0')) as Digest
    await acme.pushesImage('acme/other', '1.0.0')
    await holdContent(moderator(), { content: { digest }, reason: 'A dispute.' })
    // Whoever comes to the end first waits a moment for the other, where the database lets both in.
    let arrived = 0
    const together = async (step: string) => {
      if (step === 'commit' && ++arrived === 1) await new Promise((resolve) => setTimeout(resolve, 300))
    }
    const busy = new BusyRegistry(bench, { turn: together, clock: bench.clock, delay: 0 })
    const ends = await Promise.allSettled(['acme/widget', 'acme/other'].map((name) => removeRepository(busy.ctx, name)))
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await overview()).usage).toMatchObject({ repositories: 1 })
  })

  test('are for staff, and for content that exists', async () => {
    const content = { digest: digestOf(Buffer.from('nothing')) }
    await expect(holdContent(moderator(), { content, reason: 'Why.' })).rejects.toMatchObject({
      code: 'registry.held_content_unknown',
    })
    const ada = bench.context(person('ada'))
    for (const act of [
      () => holdContent(ada, { content, reason: 'Why.' }),
      () => listContentHolds(ada),
      () => releaseContent(ada, { holdId: bench.accountId('x') }),
      () => showCollection(moderator()),
      () => startCollection(moderator()),
      () => stopCollection(moderator()),
      () => previewCollection(moderator()),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'accounts.not_permitted' })
    }
  })
})

describe('a run', () => {
  const push = async (count: number) => {
    for (let i = 0; i < count; i++) await acme.pushesBlob('acme/widget', Buffer.from(`number ${i}`))
  }

  test('dry, it says what would go and changes nothing', async () => {
    await push(3)
    const held = (await acme.pushesBlob('acme/widget', Buffer.from('held'))) as Digest
    await holdContent(moderator(), { content: { digest: held }, reason: 'Evidence.' })
    await acme.pushesImage('acme/widget', '1.0.0')
    bench.clock.advance(hours(25))
    const preview = await previewCollection(operator())
    expect(preview).toMatchObject({ links: 3, blobs: 3, bytes: 24 })
    expect(preview.digests).toEqual([0, 1, 2].map((i) => digestOf(Buffer.from(`number ${i}`))).sort())
    expect((await overview()).usage.blobs).toBe(6)
    bench.clock.advance(minutes(1))
    await collect()
    const [real, dry] = (await overview()).past
    expect(real).toMatchObject({ dryRun: false, linksRemoved: 3, blobsRemoved: 3, bytesFreed: 24 })
    expect(dry).toMatchObject({ dryRun: true, requestedBy: 'olga', blobsRemoved: 3 })
  })

  test('is one at a time, can be stopped, and is gone on with when its program died', async () => {
    await push(3)
    bench.clock.advance(hours(25))
    await startCollection(operator())
    await expect(startCollection(operator())).rejects.toMatchObject({ code: 'registry.collection_running' })
    const broken = new AbortController()
    broken.abort()
    expect(await collectGarbage(bench.context(), { signal: broken.signal })).toBe('unfinished')
    expect((await overview()).running).toMatchObject({
      requestedBy: 'olga',
      examined: 3,
      linksRemoved: 3,
      remaining: 3,
    })

    bench.clock.advance(minutes(1))
    await bench.restart()
    bench.clock.advance(minutes(1))
    await collect()
    expect((await overview()).past).toMatchObject([{ requestedBy: 'olga', linksRemoved: 3, blobsRemoved: 3 }])

    await expect(stopCollection(operator())).rejects.toMatchObject({ code: 'registry.collection_not_running' })
    await startCollection(operator())
    await stopCollection(operator())
    expect(await collect()).toBe('stopped')
    expect((await overview()).past[0]).toMatchObject({ outcome: 'stopped' })
    expect(await bench.auditActions()).toEqual(
      expect.arrayContaining(['registry.collection_started', 'registry.collection_stopped']),
    )
  })

  test('leaves the run of a living program alone', async () => {
    await push(1)
    bench.clock.advance(days(2))
    const broken = new AbortController()
    broken.abort()
    await collectGarbage(bench.context(), { signal: broken.signal })
    const settings = bench.settings as { alone: boolean }
    settings.alone = false
    await bench.restart()
    expect(await collect()).toBe('elsewhere')
    bench.clock.advance(minutes(3))
    expect(await collect()).toBe('complete')
    settings.alone = true
  })

  test('takes over removals that a dead program left behind', async () => {
    await push(1)
    bench.clock.advance(days(2))
    const { blobs } = bench
    const remove = blobs.remove.bind(blobs)
    blobs.remove = () => Promise.reject(new Error('the storage is away'))
    await expect(collect()).rejects.toThrow('the storage is away')
    blobs.remove = remove
    expect(await bytesOf(digestOf(Buffer.from('number 0')))).toBeDefined()
    bench.clock.advance(minutes(1))
    await bench.restart()
    const digest = await acme.pushesBlob('acme/widget', Buffer.from('number 0'))
    expect(await bytesOf(digest)).toBeDefined()
    await collect()
    expect(await has('acme/widget', digest)).toBe(true)
  })
})
