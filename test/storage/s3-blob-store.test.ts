import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BlobStore } from '../../src/platform/blobs/blob-store.ts'
import { blobStoreContract } from '../../src/platform/blobs/contract.ts'
import { digestOf } from '../../src/platform/blobs/digest.ts'
import { openS3BlobStore } from '../../src/platform/blobs/s3-blob-store.ts'
import { S3Bucket } from '../../src/platform/blobs/s3-bucket.ts'
import type { S3Settings } from '../../src/platform/blobs/s3-settings.ts'
import { goProgram } from '../support/go-program.ts'
import { S3Server } from '../support/s3-server.ts'

const versitygw = await goProgram('versitygw')

describe.runIf(versitygw.met)('over a real S3 server', () => {
  let server: S3Server
  beforeAll(async () => {
    server = await S3Server.start(versitygw.met ? versitygw.path : '')
  })
  afterAll(() => server?.remove())

  blobStoreContract('S3', async () => ({
    open: (clock) => openS3BlobStore({ settings: server.settings, prefix: 'contract/blobs/', clock }),
    damaged: async (digest) => {
      const kept = await new S3Bucket(server.settings).get(`contract/blobs/damaged/${digest.replace(':', '-')}`)
      return kept === undefined || kept === 'beyond' ? undefined : buffer(kept)
    },
    close: async () => {},
  }))

  const open = (): Promise<BlobStore> => openS3BlobStore({ settings: server.settings, prefix: 'replicas/blobs/' })

  test('replicas go on with one upload in turn, and a small piece is never lost between them', async () => {
    const replicas = [await open(), await open()] as const
    const content = randomBytes(7_000_000)
    await replicas[0].start('in-turn')
    let sent = 0
    for (const [index, size] of [1_000, 2_000, 6_000_000, 5, 900_000].entries()) {
      const part = content.subarray(sent, sent + size)
      await (replicas[index % 2] as BlobStore).append('in-turn', sent, Readable.from([part]))
      sent += size
    }
    const rest = content.subarray(sent)
    await replicas[1].append('in-turn', sent, Readable.from([rest]))
    expect(await replicas[0].commit('in-turn', digestOf(content))).toEqual({ size: content.length })
    expect(digestOf(await buffer(await replicas[1].read(digestOf(content))))).toBe(digestOf(content))
  })

  test('two replicas that write one upload at the same moment publish no mixture of both', async () => {
    const replicas = [await open(), await open()] as const
    const contents = [randomBytes(9_000_000), randomBytes(9_000_000)] as const
    await replicas[0].start('at-once')
    await Promise.all(replicas.map((store, index) => store.append('at-once', 0, Readable.from([contents[index]]))))
    const digest = digestOf(contents[0])
    const outcome = await replicas[0].commit('at-once', digest).catch((error: unknown) => error)
    const published = await replicas[0].stat(digest)
    if (published) expect(digestOf(await buffer(await replicas[0].read(digest)))).toBe(digest)
    else expect(outcome).toMatchObject({ code: 'blobs.digest_mismatch' })
  })

  test('a joining that a killed program left behind is found by the sweep and removed', async () => {
    const store = await open()
    const bucket = new S3Bucket(server.settings)
    await bucket.startMultipart(`replicas/blobs/sha256/ab/${'ab'.repeat(32)}`)
    const leftovers = await store.staleUploads(new Date('2999-01-01'))
    expect(leftovers).toHaveLength(1)
    await store.cancel(leftovers[0] as string)
    expect(await store.staleUploads(new Date('2999-01-01'))).toEqual([])
  })

  test('a bucket that is not there, and a key that is not right, are told at the start', async () => {
    const { settings } = server
    const openWith = (other: Partial<S3Settings>) =>
      openS3BlobStore({ settings: { ...settings, ...other }, prefix: '' })
    const wrongKeys = { accessKeyId: 'chandler', secretAccessKey: 'wrong' }
    for (const other of [{ bucket: 'elsewhere' }, { credentials: wrongKeys }, { endpoint: 'http://127.0.0.1:1' }]) {
      await expect(openWith(other)).rejects.toMatchObject({ code: 'blobs.bucket_refused' })
    }
  })

  test('what lies under foreign names is not listed', async () => {
    const store = await openS3BlobStore({ settings: server.settings, prefix: 'foreign/' })
    await new S3Bucket(server.settings).put('foreign/sha256/ab/readme.txt', Buffer.from('hello'))
    const { digest, size } = await store.put(Buffer.from('ours'))
    expect(await store.list(undefined, 10)).toEqual([{ digest, size }])
    expect(await store.list(digest, 10)).toEqual([])
  })
})
