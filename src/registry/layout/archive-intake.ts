import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Context } from '../../platform/context.ts'
import { isError } from '../../platform/errors.ts'
import type { Caller } from '../access/authorize-access.ts'
import { algorithmOf, type Digest, digestOf } from '../domain/digest.ts'
import { archiveInvalid, archiveUnaddressed, digestMismatch } from '../domain/errors.ts'
import { largestManifest } from '../domain/manifest.ts'
import { finishUpload } from '../finish-upload.ts'
import { startUpload } from '../start-upload.ts'
import { blobs } from '../store/blobs.ts'
import { candidates } from '../store/candidates.ts'
import type { LayoutPart } from './unpack-layout.ts'

type BlobPart = Extract<LayoutPart, { kind: 'blob' }>

/** What may be a manifest waits in memory until the archive has been read; more than this is not held. */
const mostHeld = 256 * 1024 * 1024

/**
 * Takes over the content of an archive as it comes by: what may be a manifest is held, all else is uploaded at once to the
 * first repository that the images go to. Every byte is checked against its digest, also of what is there already.
 */
export class ArchiveIntake {
  readonly #ctx: Context
  readonly #held = new Map<Digest, Buffer>()
  readonly #stored = new Set<Digest>()
  #heldBytes = 0
  /** The repository that blobs are uploaded to; undefined until it is known. */
  home: string | undefined
  /** Blobs that were uploaded, and those that were there before. */
  uploaded = 0
  known = 0

  constructor(ctx: Context, home: string | undefined) {
    this.#ctx = ctx
    this.home = home
  }

  /** Reads one member of the archive to its end. */
  async take(part: BlobPart): Promise<void> {
    if (part.size > largestManifest) return this.#store(part.digest, part.size, Readable.from(part.content))
    const chunks: Buffer[] = []
    for await (const chunk of part.content) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    if (digestOf(bytes, algorithmOf(part.digest)) !== part.digest) throw notWhatItIs(part.digest)
    if (!mayBeManifest(bytes)) return this.#store(part.digest, part.size, Readable.from([bytes]))
    this.#heldBytes += bytes.byteLength
    if (this.#heldBytes > mostHeld) {
      throw archiveInvalid({ why: `it has more than ${mostHeld / 1024 / 1024} MiB of manifests; import it in parts` })
    }
    this.#held.set(part.digest, bytes)
  }

  /** The bytes of a manifest that the archive brought, whatever it looked like. */
  async manifest(digest: Digest): Promise<Buffer | undefined> {
    const held = this.#held.get(digest)
    if (held || !this.#stored.has(digest)) return held
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of await this.#ctx.ports.blobs.read(digest)) {
      chunks.push(chunk as Buffer)
      size += (chunk as Buffer).byteLength
      if (size > largestManifest) break
    }
    return Buffer.concat(chunks)
  }

  /** Sees to it that the blob is in the home repository, if the archive brought it. Answers whether it did. */
  async bring(digest: Digest): Promise<boolean> {
    if (this.#stored.has(digest)) return true
    const held = this.#held.get(digest)
    if (!held) return false
    await this.#store(digest, held.byteLength, Readable.from([held]))
    return true
  }

  async #store(digest: Digest, size: number, content: Readable): Promise<void> {
    const { home } = this
    if (home === undefined) {
      throw archiveUnaddressed({ why: 'its index.json comes after its content. Name a repository for the images' })
    }
    if (await this.#isStored(home, digest, size)) {
      await check(digest, content)
      this.known++
    } else {
      await this.#upload(home, digest, content)
      this.uploaded++
    }
    this.#stored.add(digest)
  }

  /** The row alone will not do: an import may be what brings lost bytes back. */
  async #isStored(home: string, digest: Digest, size: number): Promise<boolean> {
    const ctx = this.#ctx
    const known = await ctx.transaction(async (tx) => {
      // The manifest comes at the end of the archive: until then the collector has to wait.
      await candidates(tx).renewLink(home, digest, ctx.clock.now())
      return blobs(tx).sizeIn(home, digest)
    })
    if (known !== size) return false
    return (await this.#ctx.ports.blobs.stat(digest))?.size === size
  }

  async #upload(repository: string, digest: Digest, source: Readable): Promise<void> {
    const caller = importer(repository)
    const { uploadId } = await startUpload(this.#ctx, { caller, repository })
    try {
      await finishUpload(this.#ctx, { caller, repository, uploadId, digest, source })
    } catch (error) {
      throw isError(error, digestMismatch) ? notWhatItIs(digest) : error
    }
  }
}

/** Acts in repositories that importImages has authorized; there is no token. */
export function importer(...repositories: readonly string[]): Caller {
  const grants = repositories.map((name) => ({ type: 'repository', name, actions: ['pull', 'push'] }))
  return {
    access: {
      name: 'import',
      staff: false,
      limitedTo: null,
      tokenId: 'import',
      grants,
      expires: Number.MAX_SAFE_INTEGER,
    },
    origin: { address: 'import' },
  }
}

async function check(digest: Digest, content: Readable): Promise<void> {
  const algorithm = algorithmOf(digest)
  const hash = createHash(algorithm)
  for await (const chunk of content) hash.update(chunk as Buffer)
  if (`${algorithm}:${hash.digest('hex')}` !== digest) throw notWhatItIs(digest)
}

const notWhatItIs = (digest: Digest) => archiveInvalid({ why: `the bytes of ${digest} are not what their digest says` })

function mayBeManifest(bytes: Buffer): boolean {
  if (bytes[0] !== 0x7b && !/^\s*\{/.test(bytes.toString('latin1', 0, 64))) return false
  return bytes.includes('"schemaVersion"') || bytes.includes('"mediaType"')
}
