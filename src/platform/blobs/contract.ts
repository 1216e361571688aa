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
  /** What was kept of a blob that was set aside. */
  damaged(digest: Digest): Promise<Buffer | undefined>
  close(): Promise<void>
}

const sha256 = (content: Uint8Array): Digest => `sha256:${createHash('sha256').update(content).digest('hex')}`
const sha512 = (content: Uint8Array): Digest => `sha512:${createHash('sha512').update(content).digest('hex')}`

const mebibyte = 1024 * 1024

/** A sender who sends something, is silent until told to end, and then sends the rest. */
function silentAfter(first: Uint8Array) {
  let ends: (rest: Uint8Array) => void = () => {}
  let begins: () => void = () => {}
  const told = new Promise<Uint8Array>((resolve) => {
    ends = resolve
  })
  const began = new Promise<void>((resolve) => {
    begins = resolve
  })
  const source = async function* () {
    yield first
    begins()
    yield await told
  }
  return { source: source(), began, ends }
}

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

    test('an upload that was complete before a restart is closed after it', async () => {
      const [first, second] = [newId(), newId()]
      const content = randomBytes(6 * mebibyte)
      for (const id of [first, second]) {
        await store.start(id)
        await store.append(id, 0, Readable.from([content]))
      }
      store = await driver.open(clock)
      expect(await store.commit(first, sha256(content))).toEqual({ size: content.length })
      await expect(store.commit(second, sha256(Buffer.from('else')))).rejects.toMatchObject({
        code: 'blobs.digest_mismatch',
      })
      store = await driver.open(clock)
      expect(sha256(await reads(sha256(content)))).toBe(sha256(content))
      expect(await store.find(first)).toBeUndefined()
      expect(await store.find(second)).toBeUndefined()
    })

    test.each([
      ['exactly the sizes that drivers think in', [8, 5, 1, 8, 16].map((count) => count * mebibyte)],
      ['one byte less, one byte more', [5 * mebibyte - 1, 1, 8 * mebibyte + 1, 8 * mebibyte - 1]],
      ['nothing, little, nothing, much', [0, 3, 0, 9 * mebibyte, 0]],
    ])('takes appends of any size: %s', async (_, sizes) => {
      const id = newId()
      const content = randomBytes(sizes.reduce((sum, size) => sum + size))
      await store.start(id)
      let sent = 0
      for (const size of sizes) {
        const part = content.subarray(sent, sent + size)
        sent += size
        expect(await store.append(id, sent - size, Readable.from(size === 0 ? [] : [part]))).toEqual({ id, size: sent })
        expect(await store.find(id)).toEqual({ id, size: sent })
      }
      expect(await store.commit(id, sha256(content))).toEqual({ size: content.length })
      expect(sha256(await reads(sha256(content)))).toBe(sha256(content))
      const [start, end] = [8 * mebibyte - 2, 8 * mebibyte + 2].map((at) => Math.min(at, content.length - 1)) as [
        number,
        number,
      ]
      expect(await reads(sha256(content), { start, end })).toEqual(content.subarray(start, end + 1))
    })

    test('a sender that is silent for a while holds up nobody else, and its bytes are kept', async () => {
      const id = newId()
      await store.start(id)
      const silence = silentAfter(Buffer.from('first'))
      const appending = store.append(id, 0, silence.source)
      await silence.began
      const { digest } = await store.put(Buffer.from('meanwhile'))
      expect((await reads(digest)).toString()).toBe('meanwhile')
      expect((await store.find(id))?.size).toBeLessThanOrEqual(5)
      silence.ends(Buffer.from('second'))
      expect(await appending).toEqual({ id, size: 11 })
      expect(await store.commit(id, sha256(Buffer.from('firstsecond')))).toEqual({ size: 11 })
    })

    test('an upload that is cancelled while it receives is gone, whatever still comes', async () => {
      const id = newId()
      await store.start(id)
      const silence = silentAfter(Buffer.from('never '))
      const appending = store.append(id, 0, silence.source).catch((error: unknown) => error)
      await silence.began
      await store.cancel(id)
      silence.ends(Buffer.from('to be kept'))
      await appending
      expect(await store.find(id)).toBeUndefined()
      const content = sha256(Buffer.from('never to be kept'))
      await expect(store.commit(id, content)).rejects.toMatchObject({ code: 'blobs.upload_not_found' })
      expect(await store.stat(content)).toBeUndefined()
      // What came afterwards is swept like any other leftover.
      clock.advance(1000)
      for (const stale of await store.staleUploads(clock.now())) if (stale === id) await store.cancel(stale)
      expect(await store.staleUploads(clock.now())).not.toContain(id)
    })

    test('a range may be read while the same content arrives again', async () => {
      const content = randomBytes(3 * mebibyte)
      const { digest } = await store.put(content)
      const id = newId()
      await store.start(id)
      const silence = silentAfter(content.subarray(0, mebibyte))
      const appending = store.append(id, 0, silence.source)
      await silence.began
      const range = { start: mebibyte - 10, end: 2 * mebibyte }
      const part = sha256(content.subarray(range.start, range.end + 1))
      expect(sha256(await reads(digest, range))).toBe(part)
      silence.ends(content.subarray(mebibyte))
      await appending
      const reading = await store.read(digest, range)
      await store.commit(id, digest)
      expect(sha256(await buffer(reading))).toBe(part)
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

    test('damaged bytes are set aside: nobody sees them any more, people find them, and right ones may come', async () => {
      const first = randomBytes(1000)
      const { digest } = await store.put(first)
      await store.setAside(digest)
      expect(await store.stat(digest)).toBeUndefined()
      await expect(store.read(digest)).rejects.toMatchObject({ code: 'blobs.not_found' })
      expect((await store.list(undefined, 1000)).map((blob) => blob.digest)).not.toContain(digest)
      expect(await driver.damaged(digest)).toEqual(first)

      await store.put(first)
      expect(await reads(digest)).toEqual(first)
      await store.setAside(digest)
      await store.setAside(digest)
      expect(await store.stat(digest)).toBeUndefined()
      expect(await driver.damaged(digest)).toEqual(first)
      await store.setAside(sha512(Buffer.from('never stored')))
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
