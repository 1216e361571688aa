import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { contextMaker } from '../../platform/make-context.ts'
import { silentLog } from '../../platform/testing/silent-log.ts'
import type { Caller } from '../access/authorize-access.ts'
import { appendUpload } from '../append-upload.ts'
import { collectGarbage } from '../collect-garbage.ts'
import { deleteBlob } from '../delete-blob.ts'
import { deleteManifest } from '../delete-manifest.ts'
import { deleteTag } from '../delete-tag.ts'
import { type Digest, digestOf } from '../domain/digest.ts'
import { ociImage, ociIndex } from '../domain/media-types.ts'
import { finishUpload } from '../finish-upload.ts'
import { holdContent } from '../hold-content.ts'
import { connectAccess } from '../memory/registry-memory.ts'
import { mountBlob } from '../mount-blob.ts'
import { placeImage } from '../place-image.ts'
import { pullBlob } from '../pull-blob.ts'
import { pushManifest } from '../push-manifest.ts'
import { removeRepository } from '../remove-repository.ts'
import { startUpload } from '../start-upload.ts'
import { verifyBlobs } from '../verify-blobs.ts'
import { verifyImage } from '../verify-image.ts'
import { interleavedBlobs, interleavedDatabase, type Turn } from './interleaved.ts'
import { people, type RegistryBench } from './registry-bench.ts'

/** Something that somebody does to the registry. Repositories, images and blobs are few, so that people meet. */
export type Deed =
  | { readonly does: 'push'; readonly to: number; readonly image: number; readonly tag: number }
  /** A client that looked for the blobs a while ago and found them. */
  | { readonly does: 'push the manifest alone'; readonly to: number; readonly image: number; readonly tag: number }
  | { readonly does: 'push index'; readonly to: number; readonly image: number; readonly tag: number }
  | { readonly does: 'push something odd'; readonly to: number; readonly blob: number }
  | { readonly does: 'upload'; readonly to: number; readonly blob: number }
  | { readonly does: 'give up an upload'; readonly to: number; readonly blob: number }
  | { readonly does: 'mount'; readonly to: number; readonly from: number; readonly blob: number }
  /** By a client that leaves it to the registry where the blob is. */
  | { readonly does: 'mount from anywhere'; readonly to: number; readonly blob: number }
  | { readonly does: 'delete manifest'; readonly in: number; readonly image: number }
  | { readonly does: 'delete index'; readonly in: number; readonly image: number }
  | { readonly does: 'delete blob'; readonly in: number; readonly blob: number }
  | { readonly does: 'delete tag'; readonly in: number; readonly tag: number }
  | { readonly does: 'publish'; readonly from: number; readonly image: number }
  | { readonly does: 'remove repository'; readonly in: number }
  /** The published image is deleted, as the program itself may. */
  | { readonly does: 'withdraw'; readonly image: number }
  | { readonly does: 'hold'; readonly image: number }
  | { readonly does: 'hold blob'; readonly blob: number }
  /** Stored blobs are read again, and damaged ones put aside. */
  | { readonly does: 'verify' }
  | { readonly does: 'collect' }

/** What people are told when others were faster; anything else that is thrown is a defect. */
const expected = new Set([
  'registry.manifest_unknown',
  'registry.name_unknown',
  'registry.blob_unknown',
  'registry.blob_in_use',
  'registry.manifest_blob_unknown',
  'registry.content_held',
  'registry.held_content_unknown',
  'registry.upload_unknown',
  'registry.tag_immutable',
  'registry.image_damaged',
])

const isExpected = (error: unknown): boolean => error instanceof DomainError && expected.has(error.code)

/** No deed of one test speaks of more. */
const mostBlobs = 5

const published = 'store/acme/widget'
const repositoryOf = (n: number) => `acme/r${n}`
const blobOf = (n: number) => Buffer.from(`the content of blob ${n}`)
const described = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: digestOf(bytes), size: bytes.byteLength })

/** Image n: two of the blobs, which it shares with its neighbours. */
function imageOf(n: number): { readonly manifest: Buffer; readonly blobs: readonly Buffer[] } {
  const [config, layer] = [blobOf(n), blobOf(n + 1)]
  const manifest = {
    schemaVersion: 2,
    mediaType: ociImage,
    config: described('application/vnd.oci.image.config.v1+json', config),
    layers: [described('application/vnd.oci.image.layer.v1.tar', layer)],
  }
  return { manifest: Buffer.from(JSON.stringify(manifest)), blobs: [config, layer] }
}

/** Index n: image n and the next one. */
const indexOf = (n: number) =>
  Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociIndex,
      manifests: [n, n + 1].map((image) => described(ociImage, imageOf(image).manifest)),
    }),
  )

/** A registry in which many do things at once, each step when it is its turn. */
export class BusyRegistry {
  readonly ctx: Context
  /** Blobs whose bytes the disk lost or changed, and nobody has brought since. */
  readonly struck = new Set<Digest>()
  /** Images that somebody was told are there and nobody then asked to delete, as "repository digest". */
  readonly promised = new Set<string>()
  readonly #deleted = new Set<string>()
  readonly #bench: RegistryBench

  constructor(bench: RegistryBench, options: { turn: Turn; clock: Clock; delay: number }) {
    const { turn, clock, delay } = options
    this.#bench = bench
    const ports = { blobs: this.#noticing(interleavedBlobs(bench.blobs, turn)) } as unknown as Context['ports']
    const makeContext = contextMaker({
      database: interleavedDatabase(bench.database, turn),
      jobs: { enqueue: async () => {}, wake() {} } as unknown as Jobs,
      clock,
      log: silentLog,
      ports,
      settings: { ...bench.settings, collectionDelay: delay },
      subscribersOf: () => [],
    })
    this.ctx = makeContext({ kind: 'system', reason: 'test' })
    connectAccess(this.ctx, people(bench))
  }

  /** All blobs are in all repositories, and no manifest names them; or they were there. */
  async begin(how: 'empty' | 'full' | 'left behind', repositories: number, blobs: number): Promise<void> {
    if (how === 'empty') return
    for (let to = 0; to < repositories; to++) {
      for (let blob = 0; blob < blobs; blob++) {
        await this.#do({ does: 'upload', to, blob })
        if (how === 'left behind') await this.#do({ does: 'delete blob', in: to, blob })
      }
    }
  }

  async do(deed: Deed): Promise<void> {
    try {
      await this.#do(deed)
    } catch (error) {
      if (!isExpected(error)) throw error
    }
  }

  /** The disk loses the bytes of a blob, or other bytes lie there. Blobs that nobody has brought are spared. */
  async strike(damage: { readonly blob: number; readonly how: 'lost' | 'changed' | 'cut' }): Promise<void> {
    const content = blobOf(damage.blob)
    const digest = digestOf(content)
    const path = join(this.#bench.directory, 'sha256', digest.slice(7, 9), digest.slice(7))
    if (!(await this.#bench.blobs.stat(digest))) return
    this.struck.add(digest)
    if (damage.how === 'lost') await this.#bench.blobs.remove(digest)
    else await writeFile(path, Buffer.alloc(damage.how === 'cut' ? 3 : content.byteLength, 'x'))
  }

  /** Brings every blob that is known to be damaged once more, of those from `first` on. */
  async heal(first = 0, to = 0): Promise<void> {
    const { rows } = await this.#bench.database.execute('SELECT digest FROM blob WHERE damaged_at IS NOT NULL')
    const damaged = new Set(rows.map(({ digest }) => digest))
    for (let n = first; n < first + mostBlobs; n++) {
      if (damaged.has(digestOf(blobOf(n)))) await this.#upload(repositoryOf(to), blobOf(n))
    }
  }

  /** The same store; it notices when right bytes come in the place of struck ones. */
  #noticing(blobs: BlobStore): BlobStore {
    return {
      ...blobs,
      commit: async (id, digest) => {
        const committed = await blobs.commit(id, digest)
        if (digestOf(await buffer(await this.#bench.blobs.read(digest))) === digest) this.struck.delete(digest)
        return committed
      },
    }
  }

  async #do(deed: Deed): Promise<void> {
    const { ctx } = this
    switch (deed.does) {
      case 'push':
        return this.#push(repositoryOf(deed.to), deed.image, `t${deed.tag}`)
      case 'push the manifest alone':
        return this.#put(repositoryOf(deed.to), imageOf(deed.image).manifest, ociImage, `t${deed.tag}`)
      case 'push index': {
        const repository = repositoryOf(deed.to)
        await this.#push(repository, deed.image)
        await this.#push(repository, deed.image + 1)
        return this.#put(repository, indexOf(deed.image), ociIndex, `t${deed.tag}`)
      }
      case 'push something odd': {
        const repository = repositoryOf(deed.to)
        await this.#upload(repository, blobOf(deed.blob))
        const odd = Buffer.from(`{"chart":"${digestOf(blobOf(deed.blob))}"}`)
        return this.#put(repository, odd, 'application/vnd.acme.thing', 'odd')
      }
      case 'upload':
        return this.#upload(repositoryOf(deed.to), blobOf(deed.blob))
      case 'give up an upload': {
        const repository = repositoryOf(deed.to)
        const { uploadId } = await startUpload(ctx, { caller: caller(repository), repository })
        const source = Readable.from([blobOf(deed.blob)])
        await appendUpload(ctx, { caller: caller(repository), repository, uploadId, source })
        return
      }
      case 'mount':
        await this.#mount(repositoryOf(deed.to), repositoryOf(deed.from), blobOf(deed.blob))
        return
      case 'mount from anywhere': {
        const [repository, digest] = [repositoryOf(deed.to), digestOf(blobOf(deed.blob))]
        await mountBlob(ctx, { caller: caller(repository), repository, digest })
        return
      }
      case 'delete manifest':
        return this.#delete(repositoryOf(deed.in), imageOf(deed.image).manifest)
      case 'delete index':
        return this.#delete(repositoryOf(deed.in), indexOf(deed.image))
      case 'delete blob': {
        const repository = repositoryOf(deed.in)
        return deleteBlob(ctx, { caller: caller(repository), repository, digest: digestOf(blobOf(deed.blob)) })
      }
      case 'delete tag': {
        const repository = repositoryOf(deed.in)
        return deleteTag(ctx, { caller: caller(repository), repository, tag: `t${deed.tag}` })
      }
      case 'publish':
        return this.#publish(repositoryOf(deed.from), digestOf(imageOf(deed.image).manifest), deed.image)
      case 'withdraw':
        return this.#delete(published, imageOf(deed.image).manifest)
      case 'remove repository':
        this.#forget(repositoryOf(deed.in))
        return removeRepository(ctx, repositoryOf(deed.in))
      case 'hold':
        await holdContent(ctx, { content: { digest: digestOf(imageOf(deed.image).manifest) }, reason: 'A dispute.' })
        return
      case 'hold blob':
        await holdContent(ctx, { content: { digest: digestOf(blobOf(deed.blob)) }, reason: 'Evidence.' })
        return
      case 'verify':
        await verifyBlobs(ctx, { rate: 0, all: true })
        return
      case 'collect':
        await collectGarbage(ctx, { whole: true })
    }
  }

  /** Pushes as clients do: they look first, upload what is missing, and begin anew when something has gone meanwhile. */
  async #push(repository: string, image: number, tag?: string): Promise<void> {
    const { manifest, blobs } = imageOf(image)
    for (let tries = 1; ; tries++) {
      try {
        for (const blob of blobs) if (!(await this.#has(repository, blob))) await this.#upload(repository, blob)
        return await this.#put(repository, manifest, ociImage, tag)
      } catch (error) {
        if (tries === 4 || !isExpected(error)) throw error
      }
    }
  }

  async #put(repository: string, bytes: Buffer, contentType: string, tag?: string): Promise<void> {
    const digest = digestOf(bytes)
    const reference = tag === undefined ? { kind: 'digest' as const, digest } : { kind: 'tag' as const, tag }
    await pushManifest(this.ctx, { caller: caller(repository), repository, reference, bytes, contentType })
    const key = `${repository} ${digest}`
    if (!this.#deleted.has(key) && !this.#deleted.has(repository)) this.promised.add(key)
  }

  async #has(repository: string, blob: Buffer): Promise<boolean> {
    try {
      await pullBlob(this.ctx, { caller: caller(repository), repository, digest: digestOf(blob) })
      return true
    } catch (error) {
      if (!isExpected(error)) throw error
      return false
    }
  }

  async #mount(repository: string, from: string, blob: Buffer): Promise<void> {
    await mountBlob(this.ctx, { caller: caller(repository, from), repository, from, digest: digestOf(blob) })
  }

  /** In two pieces; the second comes with the closing request. */
  async #upload(repository: string, blob: Buffer): Promise<void> {
    const { ctx } = this
    const by = caller(repository)
    const { uploadId } = await startUpload(ctx, { caller: by, repository })
    const [first, second] = [blob.subarray(0, 5), blob.subarray(5)]
    await appendUpload(ctx, { caller: by, repository, uploadId, source: Readable.from([first]) })
    const source = Readable.from([second])
    await finishUpload(ctx, { caller: by, repository, uploadId, digest: digestOf(blob), source })
  }

  async #delete(repository: string, manifest: Buffer): Promise<void> {
    const digest = digestOf(manifest)
    this.#deleted.add(`${repository} ${digest}`)
    this.promised.delete(`${repository} ${digest}`)
    await deleteManifest(this.ctx, { caller: caller(repository), repository, digest })
  }

  async #publish(repository: string, digest: Digest, image: number): Promise<void> {
    await verifyImage(this.ctx, { repository, digest })
    const to = { repository: published, tag: `v${image}` }
    await placeImage(this.ctx, { from: { repository, digest }, to })
    this.promised.add(`${to.repository} ${digest}`)
  }

  #forget(repository: string): void {
    this.#deleted.add(repository)
    for (const key of this.promised) if (key.startsWith(`${repository} `)) this.promised.delete(key)
  }
}

function caller(...repositories: string[]): Caller {
  const actions = ['pull', 'push', 'delete']
  return {
    access: {
      name: 'ada',
      staff: false,
      limitedTo: null,
      tokenId: 'a token',
      grants: repositories.map((name) => ({ type: 'repository', name, actions })),
      expires: Number.MAX_SAFE_INTEGER,
    },
    origin: { address: '127.0.0.1' },
  }
}
