import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { turnableClock } from '../testing/turnable-clock.ts'
import type { BlobStore, Digest, StoredBlob } from './blob-store.ts'

/** A driver under test: `open` gives a store over the same storage each time, as a restarted program would. */
export interface BlobStoreUnderTest {
  open(clock: Clock): Promise<BlobStore>
  close(): Promise<void>
}

const sha256 = (content: Uint8Array): Digest => `sha256:${createHash('sha256').update(content).digest('hex')}`
const sha512 = (content: Uint8Array): Digest => `sha512:${createHash('sha512').update(content).digest('hex')}`

/** What every blob store promises; each driver runs it. */
export function blobStoreContract(name: string, prepare: () => Promise<BlobStoreUnderTest>): void {
  describe(`the ${name} blob store`, () => {
    const clock = turnableClock()
    let driver: BlobStoreUnderTest
    let store: BlobStore
    let count = 0
    const newId = () => `upload-${++count}`

    beforeAll(async () => {
      driver = await prepare()
      store = await driver.open(clock)
    })
    afterAll(() => driver.close())

    const reads = async (digest: Digest, range?: { start: number; end?: number }) =>
      buffer(await store.read(digest, range))

    test('keeps what was uploaded in pieces, and gives it back', async () => {
      const id = newId()
      const content = randomBytes(300_000)
      expect(await store.start(id)).toEqual({ id, size: 0 })
      expect(await store.append(id, 0, Readable.from([content.subarray(0, 100_000)]))).toEqual({ id, size: 100_000 })
      expect(await store.append(id, 100_000, Readable.from([content.subarray(100_000)]))).toEqual({ id, size: 300_000 })
      expect(await store.stat(sha256(content))).toBeUndefined()
      expect(await store.commit(id, sha256(content))).toEqual({ size: 300_000 })
      expect(await store.stat(sha256(content))).toEqual({ size: 300_000 })
      expect(sha256(await reads(sha256(content)))).toBe(sha256(content))
      expect(await store.find(id)).toBeUndefined()
    })

    test('takes more than fits into one write', async () => {
      const id = newId()
      const pieces = Array.from({ length: 50 }, () => randomBytes(100_003))
      await store.start(id)
      await store.append(id, 0, Readable.from(pieces))
      const content = Buffer.concat(pieces)
      await store.commit(id, sha256(content))
      expect(sha256(await reads(sha256(content)))).toBe(sha256(content))
    })

    test('stores small content in one step, by either algorithm, as often as one likes', async () => {
      const content = Buffer.from('a manifest')
      expect(await store.put(content)).toEqual({ digest: sha256(content), size: 10 })
      expect(await store.put(content)).toEqual({ digest: sha256(content), size: 10 })
      expect(await store.put(content, 'sha512')).toEqual({ digest: sha512(content), size: 10 })
      expect(await reads(sha512(content))).toEqual(content)
    })

    test('knows empty content', async () => {
      const id = newId()
      await store.start(id)
      expect(await store.commit(id, sha256(Buffer.alloc(0)))).toEqual({ size: 0 })
      expect(await reads(sha256(Buffer.alloc(0)))).toEqual(Buffer.alloc(0))
    })

    test('verifies sha512 as well', async () => {
      const id = newId()
      const content = randomBytes(5000)
      await store.start(id)
      await store.append(id, 0, Readable.from([content]))
      expect(await store.commit(id, sha512(content))).toEqual({ size: 5000 })
      expect(sha512(await reads(sha512(content)))).toBe(sha512(content))
    })

    test('an upload goes on after a restart', async () => {
      const id = newId()
      const content = randomBytes(200_000)
      await store.start(id)
      await store.append(id, 0, Readable.from([content.subarray(0, 77_777)]))
      store = await driver.open(clock)
      expect(await store.find(id)).toEqual({ id, size: 77_777 })
      await store.append(id, 77_777, Readable.from([content.subarray(77_777)]))
      expect(await store.commit(id, sha256(content))).toEqual({ size: 200_000 })
      expect(sha256(await reads(sha256(content)))).toBe(sha256(content))
    })

    test('keeps what arrived when the sender breaks off', async () => {
      const id = newId()
      await store.start(id)
      const broken = async function* () {
        yield Buffer.from('half of ')
        throw new Error('the line is dead')
      }
      await expect(store.append(id, 0, broken())).rejects.toThrow('the line is dead')
      expect(await store.find(id)).toEqual({ id, size: 8 })
      await store.append(id, 8, Readable.from([Buffer.from('it')]))
      expect(await store.commit(id, sha256(Buffer.from('half of it')))).toEqual({ size: 10 })
    })

    test('refuses content that is not what its digest says, and keeps nothing', async () => {
      const id = newId()
      const promised = sha256(Buffer.from('promised'))
      await store.start(id)
      await store.append(id, 0, Readable.from([Buffer.from('delivered')]))
      await expect(store.commit(id, promised)).rejects.toMatchObject({ code: 'blobs.digest_mismatch' })
      expect(await store.stat(promised)).toBeUndefined()
      expect(await store.stat(sha256(Buffer.from('delivered')))).toBeUndefined()
      expect(await store.find(id)).toBeUndefined()
    })

    test('refuses bytes at the wrong place and goes on at the right one', async () => {
      const id = newId()
      await store.start(id)
      await store.append(id, 0, Readable.from([Buffer.from('abc')]))
      for (const offset of [0, 2, 4]) {
        await expect(store.append(id, offset, Readable.from([Buffer.from('d')]))).rejects.toMatchObject({
          code: 'blobs.offset_mismatch',
          details: { expected: 3, actual: offset },
        })
      }
      expect(await store.append(id, 3, Readable.from([Buffer.from('d')]))).toEqual({ id, size: 4 })
    })

    test('refuses more than the limit', async () => {
      const id = newId()
      await store.start(id)
      const source = Readable.from([Buffer.alloc(60), Buffer.alloc(60)])
      await expect(store.append(id, 0, source, 100)).rejects.toMatchObject({ code: 'blobs.too_large' })
      expect((await store.find(id))?.size).toBeLessThanOrEqual(100)
    })

    test('an id names one upload', async () => {
      const id = newId()
      await store.start(id)
      await expect(store.start(id)).rejects.toMatchObject({ code: 'blobs.upload_exists' })
    })

    test('unknown uploads and blobs are refused, and may be cancelled and removed', async () => {
      const digest = sha256(Buffer.from('never stored'))
      const unknown = { code: 'blobs.upload_not_found' }
      await expect(store.append('nobody', 0, Readable.from([]))).rejects.toMatchObject(unknown)
      await expect(store.commit('nobody', digest)).rejects.toMatchObject(unknown)
      await expect(store.read(digest)).rejects.toMatchObject({ code: 'blobs.not_found' })
      expect(await store.find('nobody')).toBeUndefined()
      await store.cancel('nobody')
      await store.remove(digest)
    })

    test('a cancelled upload and a removed blob are gone', async () => {
      const id = newId()
      await store.start(id)
      await store.append(id, 0, Readable.from([Buffer.from('x')]))
      await store.cancel(id)
      expect(await store.find(id)).toBeUndefined()
      const { digest } = await store.put(Buffer.from('short-lived'))
      await store.remove(digest)
      expect(await store.stat(digest)).toBeUndefined()
    })

    test('names that could lead elsewhere are refused', async () => {
      for (const id of ['../secrets', 'a/b', '', '.', '..', 'a\0b']) {
        await expect(store.start(id)).rejects.toMatchObject({ code: 'blobs.bad_upload_id' })
        await expect(store.cancel(id)).rejects.toMatchObject({ code: 'blobs.bad_upload_id' })
      }
      for (const digest of ['sha256:../../x', 'sha256:ABC', `md5:${'0'.repeat(32)}`, `sha256:${'A'.repeat(64)}`]) {
        await expect(store.stat(digest as Digest)).rejects.toMatchObject({ code: 'blobs.bad_digest' })
      }
    })

    test('gives ranges, both ends included', async () => {
      const { digest } = await store.put(Buffer.from('0123456789'))
      expect((await reads(digest, { start: 2, end: 4 })).toString()).toBe('234')
      expect((await reads(digest, { start: 7 })).toString()).toBe('789')
      expect((await reads(digest, { start: 0, end: 99 })).toString()).toBe('0123456789')
      await expect(store.read(digest, { start: 10 })).rejects.toMatchObject({ code: 'blobs.range_not_satisfiable' })
    })

    test('fifty uploads of the same content may finish at once', async () => {
      const content = randomBytes(20_000)
      const digest = sha256(content)
      const sizes = await Promise.all(
        Array.from({ length: 50 }, async () => {
          const id = newId()
          await store.start(id)
          await store.append(id, 0, Readable.from([content]))
          return (await store.commit(id, digest)).size
        }),
      )
      expect(new Set(sizes)).toEqual(new Set([20_000]))
      expect(sha256(await reads(digest))).toBe(digest)
    })

    test('a blob may be read while it is uploaded again and removed', async () => {
      const content = randomBytes(2_000_000)
      const { digest } = await store.put(content)
      const reading = await store.read(digest)
      await store.put(content)
      await store.remove(digest)
      expect(sha256(await buffer(reading))).toBe(digest)
    })

    test('lists every blob once with its size, page by page, in the order of digests', async () => {
      const kept = await Promise.all(
        Array.from({ length: 12 }, (_, index) => store.put(randomBytes(index), index % 3 === 0 ? 'sha512' : 'sha256')),
      )
      const listed: StoredBlob[] = []
      for (;;) {
        const page = await store.list(listed.at(-1)?.digest, 5)
        listed.push(...page)
        if (page.length < 5) break
      }
      expect(listed).toEqual(expect.arrayContaining(kept))
      expect(listed.map(({ digest }) => digest)).toEqual([...new Set(listed.map(({ digest }) => digest))].sort())
    })

    test('lists uploads that began before a moment', async () => {
      const [old, young] = [newId(), newId()]
      await store.start(old)
      clock.advance(60_000)
      const moment = clock.now()
      await store.start(young)
      const stale = await store.staleUploads(moment)
      expect(stale).toContain(old)
      expect(stale).not.toContain(young)
    })
  })
}
