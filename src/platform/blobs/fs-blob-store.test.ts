import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { insideTransaction } from '../db/transaction-guard.ts'
import type { Digest } from './blob-store.ts'
import { blobStoreContract } from './contract.ts'
import { diskOps, type FileOps } from './file-ops.ts'
import { openFsBlobStore } from './fs-blob-store.ts'

blobStoreContract('file system', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'chandlery-blobs-'))
  return {
    open: (clock) => openFsBlobStore({ directory, clock }),
    damaged: (digest) => readFile(join(directory, 'damaged', digest.replace(':', '-'))),
    close: () => rm(directory, { recursive: true, force: true }),
  }
})

const content = Buffer.from('rope, forty fathoms')
const digest: Digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
const hex = digest.slice('sha256:'.length)

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chandlery-blobs-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Notes the steps towards durability, with paths relative to the store. */
function noted(steps: string[]): FileOps {
  const short = (path: string) => relative(directory, path) || '.'
  return {
    async syncFile(handle, path) {
      steps.push(`sync ${short(path)}`)
      await diskOps.syncFile(handle, path)
    },
    async rename(from, to) {
      steps.push(`rename ${short(from)} to ${short(to)}`)
      await diskOps.rename(from, to)
    },
    async syncDirectory(path) {
      steps.push(`sync names in ${short(path)}`)
      await diskOps.syncDirectory(path)
    },
  }
}

test('bytes reach the disk before the name, and the name before the answer', async () => {
  const steps: string[] = []
  const store = await openFsBlobStore({ directory, ops: noted(steps) })
  await store.start('u')
  steps.length = 0
  await store.append('u', 0, Readable.from([content]))
  expect(steps).toEqual([])
  await store.commit('u', digest)
  const shard = `sha256/${hex.slice(0, 2)}`
  expect(steps).toEqual([
    'sync uploads/u/data',
    'sync names in sha256',
    'sync names in .',
    `rename uploads/u/data to ${shard}/${hex}`,
    `sync names in ${shard}`,
  ])
})

test('content that is there already is not written again, and its name is made durable again', async () => {
  await (await openFsBlobStore({ directory })).put(content)
  const steps: string[] = []
  const store = await openFsBlobStore({ directory, ops: noted(steps) })
  steps.length = 0
  await store.put(content)
  expect(steps.filter((step) => step.startsWith('rename'))).toEqual([])
  expect(steps.at(-1)).toBe(`sync names in sha256/${hex.slice(0, 2)}`)
})

test('a blob that was cut short is replaced by the next upload of it', async () => {
  const store = await openFsBlobStore({ directory })
  await store.put(content)
  await writeFile(join(directory, 'sha256', hex.slice(0, 2), hex), 'rope')
  await store.put(content)
  expect(await store.stat(digest)).toEqual({ size: content.length })
})

test('folders are named by digest, and an ended upload leaves nothing behind', async () => {
  const store = await openFsBlobStore({ directory })
  await store.put(content)
  expect(await readFile(join(directory, 'sha256', hex.slice(0, 2), hex))).toEqual(content)
  expect(await readdir(join(directory, 'uploads'))).toEqual([])
  expect((await stat(join(directory, 'uploads'))).mode & 0o777).toBe(0o700)
})

test('a full disk is a sentence, and the upload stands where it stood', async () => {
  let full = false
  const ops: FileOps = {
    ...diskOps,
    async rename(from, to) {
      if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      await diskOps.rename(from, to)
    },
  }
  const store = await openFsBlobStore({ directory, ops })
  full = true
  await expect(store.put(content)).rejects.toMatchObject({ kind: 'unavailable', code: 'blobs.storage_full' })
  expect(await store.stat(digest)).toBeUndefined()
  full = false
  expect(await store.put(content)).toEqual({ digest, size: content.length })
})

test('bytes that the disk did not confirm are given up: who resumes brings them again', async () => {
  let broken = true
  const ops: FileOps = {
    ...diskOps,
    async syncFile(handle, path) {
      if (broken) throw Object.assign(new Error('bad sector'), { code: 'EIO' })
      await diskOps.syncFile(handle, path)
    },
  }
  const store = await openFsBlobStore({ directory, ops })
  await store.start('u')
  await store.append('u', 0, Readable.from([content]))
  await expect(store.commit('u', digest)).rejects.toMatchObject({ kind: 'unavailable' })
  expect([await store.stat(digest), await store.find('u')]).toEqual([undefined, { id: 'u', size: 0 }])
  broken = false
  await store.append('u', 0, Readable.from([content]))
  expect(await store.commit('u', digest)).toEqual({ size: content.length })
})

test('one upload takes bytes from one request at a time', async () => {
  const store = await openFsBlobStore({ directory })
  await store.start('u')
  let release: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const slow = async function* () {
    yield content
    await gate
  }
  const first = store.append('u', 0, slow())
  const second = store.append('u', 0, Readable.from([content]))
  await expect(second).rejects.toMatchObject({ code: 'blobs.upload_busy' })
  await expect(store.commit('u', digest)).rejects.toMatchObject({ code: 'blobs.upload_busy' })
  release()
  expect(await first).toEqual({ id: 'u', size: content.length })
})

test('a start that was killed half-way is stale', async () => {
  const store = await openFsBlobStore({ directory })
  await store.start('u')
  await rm(join(directory, 'uploads', 'u', 'started'))
  expect(await store.staleUploads(new Date('2026-01-01T00:00:00Z'))).toEqual(['u'])
})

test('blob work inside a database transaction is a defect', async () => {
  const store = await openFsBlobStore({ directory })
  await expect(insideTransaction(() => store.put(content))).rejects.toThrow('inside a database transaction')
})
