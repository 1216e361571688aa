import { createHash } from 'node:crypto'
import { ByteReader, EndOfInput } from '../layers/byte-reader.ts'
import { sniffCompression } from '../layers/decompress.ts'
import type { LayerFacts } from '../layers/layer-facts.ts'
import { isComplete, ProblemList } from '../layers/problems.ts'
import { tooLarge } from './archive-index.ts'
import { isDockerArchive, planDockerArchive } from './docker-archive.ts'
import { DOCUMENT_BYTES } from './documents.ts'
import type { ImageChoice, ImageFiles, ImagePlan, PlannedLayer } from './image-source.ts'
import { planOciLayout } from './oci-layout.ts'
import { type ArchiveEntry, resolveLink, TarEntries } from './tar-entries.ts'
import { UnusableImage } from './unusable-image.ts'

/** Reads one layer, by whatever means: in this thread or another. */
export type ReadLayerStream = (stream: AsyncIterable<Uint8Array>, digest: string) => Promise<LayerFacts>

/** An image whose layers were read while the archive came by. */
export interface StreamedImage {
  readonly plan: ImagePlan
  /** Lowest first. */
  readonly facts: readonly LayerFacts[]
}

/** All documents of an archive together, bytes. */
const ALL_DOCUMENTS_BYTES = 64 * 1024 * 1024

interface ReadAlready {
  readonly facts: LayerFacts
  /** Of the bytes in the archive. */
  readonly digest: string
}

/**
 * Reads an archive of images that comes as a stream, such as that of `docker save`: once, without keeping it. Layers are
 * read as they come, whatever image they belong to; documents say at the end which ones are meant, and by which digests
 * they are checked (LAY-1, LAY-7).
 */
export async function readStreamedArchive(
  stream: AsyncIterable<Uint8Array>,
  readLayer: ReadLayerStream,
  choice: ImageChoice = {},
): Promise<StreamedImage> {
  const archive = new PassingArchive(new TarEntries(new ByteReader(stream)), readLayer)
  await archive.readAll()
  const plan = (await isDockerArchive(archive))
    ? await planDockerArchive(archive, choice)
    : await planOciLayout(archive, choice)
  return { plan, facts: plan.layers.map((layer) => archive.checked(layer)) }
}

class PassingArchive implements ImageFiles {
  readonly #entries: TarEntries
  readonly #readLayer: ReadLayerStream
  readonly #documents = new Map<string, Buffer>()
  readonly #layers = new Map<string, ReadAlready>()
  readonly #links = new Map<string, string>()
  #kept = 0

  constructor(entries: TarEntries, readLayer: ReadLayerStream) {
    this.#entries = entries
    this.#readLayer = readLayer
  }

  async read(path: string, limit: number): Promise<Buffer | undefined> {
    const found = this.#documents.get(this.#resolved(path))
    if (found && found.length > limit) throw tooLarge(path, limit)
    return found
  }

  async has(path: string): Promise<boolean> {
    return this.#documents.has(this.#resolved(path))
  }

  open(path: string): never {
    throw new UnusableImage('invalid', `${path} has gone by and cannot be read again.`)
  }

  async readAll(): Promise<void> {
    try {
      for (let entry = await this.#entries.next(); entry !== undefined; entry = await this.#entries.next()) {
        if (entry.kind === 'link') this.#links.set(entry.path, entry.target)
        else if (entry.kind === 'file') await this.#take(entry)
      }
    } catch (error) {
      if (error instanceof EndOfInput) throw new UnusableImage('invalid', 'The archive is damaged: it breaks off.')
      throw error
    }
  }

  async #take(entry: ArchiveEntry): Promise<void> {
    const content = this.#entries.content()
    const first = await content.next()
    const head = first.done ? Buffer.alloc(0) : first.value
    if (sniffCompression(head.subarray(0, 512)) === 'unknown' || entry.size === 0) {
      if (entry.size > DOCUMENT_BYTES) return
      this.#keep(entry.path, await joined(head, content))
      return
    }
    const hash = createHash('sha256')
    const facts = await this.#readLayer(hashed(head, content, hash), `sha256:${nameOf(entry.path)}`)
    // Whoever reads may stop before the end; the digest is that of all bytes.
    for await (const rest of content) hash.update(rest)
    this.#layers.set(entry.path, { facts, digest: `sha256:${hash.digest('hex')}` })
  }

  #keep(path: string, bytes: Buffer): void {
    this.#kept += bytes.length
    if (this.#kept > ALL_DOCUMENTS_BYTES) {
      throw new UnusableImage('limit_exceeded', `The archive has more than ${ALL_DOCUMENTS_BYTES} bytes of documents.`)
    }
    this.#documents.set(path, bytes)
  }

  #resolved(path: string): string {
    return resolveLink(this.#links, path) ?? path
  }

  /** The facts under the digest of the plan; wrong bytes are a problem of the layer. */
  checked({ path, digest, verify }: PlannedLayer): LayerFacts {
    const read = this.#layers.get(this.#resolved(path))
    if (read === undefined) throw new UnusableImage('invalid', `The image is incomplete: ${path} is missing.`)
    const { facts } = read
    const stated = verify.digest ?? (facts.compression === 'none' ? verify.diffId : undefined)
    if (stated === undefined || stated === read.digest) return { ...facts, digest }
    const problems = new ProblemList()
    problems.add('digest_mismatch')
    const all = [...facts.problems, ...problems.toProblems()]
    return { ...facts, digest, problems: all, complete: isComplete(all) }
  }
}

async function joined(head: Buffer, rest: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces = [head]
  for await (const piece of rest) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* hashed(
  head: Buffer,
  rest: AsyncGenerator<Buffer>,
  hash: { update(bytes: Buffer): unknown },
): AsyncGenerator<Buffer> {
  hash.update(head)
  yield head
  for (;;) {
    const next = await rest.next()
    if (next.done) return
    hash.update(next.value)
    yield next.value
  }
}

/** The digits that archives name layers by. */
function nameOf(path: string): string {
  return /[0-9a-f]{64}/.exec(path)?.[0] ?? path
}
