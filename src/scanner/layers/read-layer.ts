import { createHash, type Hash } from 'node:crypto'
import { allAnalyzers } from '../analyzers/all-analyzers.ts'
import type { Analyzers } from '../analyzers/analyzer.ts'
import { abortable } from './abortable.ts'
import { EndOfInput } from './byte-reader.ts'
import { type Compression, type OpenLayer, openLayer } from './decompress.ts'
import { LayerCollector } from './layer-collector.ts'
import { LAYER_FACTS_FORMAT, type LayerFacts } from './layer-facts.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { isComplete, ProblemList } from './problems.ts'
import { TarWalk } from './tar-walk.ts'
import { UnsupportedZstd } from './zstd-frames.ts'

export interface ReadLayer {
  /** Names the layer in the facts; not checked unless `verify` says so. */
  readonly digest: string
  /** Default: all. */
  readonly analyzers?: Analyzers
  readonly limits?: Partial<Limits>
  /** Aborting rejects with the signal's reason and ends the stream. */
  readonly signal?: AbortSignal
  /** `sha256:…` of the stored bytes and of the tar archive, where the caller has them and nobody checked yet (LAY-7). */
  readonly verify?: { readonly digest?: string; readonly diffId?: string }
}

/**
 * Reads one image layer in a single pass: inflate, tar walk, capture and search from the same chunk (LAY-1).
 * Nothing is written to disk and memory is bounded by the limits. Whatever the bytes are, the answer is facts, with
 * `complete: false` and named problems where something was not examined (LIM-9). Rejects only when the stream itself
 * fails or the signal aborts.
 */
export async function readLayer(stream: AsyncIterable<Uint8Array>, options: ReadLayer): Promise<LayerFacts> {
  const limits = { ...defaultLimits, ...options.limits }
  const analyzers = options.analyzers ?? allAnalyzers
  const problems = new ProblemList()
  const collector = new LayerCollector(analyzers, limits, problems)
  const walk = new TarWalk(limits, problems, (entry) => collector.visit(entry))
  const source = new WatchedSource(stream, options.signal, options.verify?.digest !== undefined)
  const { compression, uncompressedBytes } = await pump(source, walk, limits, problems, options.verify?.diffId)
  const stated = options.verify?.digest
  if (stated !== undefined && source.ended && source.digest() !== stated) problems.add('digest_mismatch')
  const paths = collector.finish()
  const found = problems.toProblems()
  return {
    format: LAYER_FACTS_FORMAT,
    digest: options.digest,
    analyzers: versionsOf(analyzers),
    compression,
    entries: walk.entries,
    compressedBytes: source.bytes,
    uncompressedBytes,
    fileBytes: walk.fileBytes,
    files: collector.files,
    executables: collector.executables,
    links: collector.links,
    whiteouts: collector.whiteouts,
    opaque: collector.opaque,
    paths,
    problems: found,
    complete: isComplete(found),
  }
}

/** Analyzer id to version, sorted: with the layer digest and the limits this is the key of a cached `LayerFacts`. */
export function versionsOf(analyzers: Analyzers): Record<string, number> {
  const all = [...analyzers.byPath, ...analyzers.byContent].map(({ id, version }) => [id, version] as const)
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))
}

interface Pumped {
  readonly compression: Compression
  readonly uncompressedBytes: number
}

async function pump(
  source: WatchedSource,
  walk: TarWalk,
  limits: Limits,
  problems: ProblemList,
  diffId: string | undefined,
): Promise<Pumped> {
  const layer = await opened(source, problems)
  if (layer === undefined) return { compression: 'unknown', uncompressedBytes: 0 }
  const { compression } = layer
  if (compression === 'unknown') problems.add('compression_unknown')
  const hash = diffId === undefined ? undefined : createHash('sha256')
  let bytes = 0
  for await (const chunk of untilDamage(layer.tar, source, problems)) {
    bytes += chunk.length
    source.throwIfAborted()
    if (bytes > limits.layerBytes) {
      problems.add('layer_too_large', { bound: limits.layerBytes })
      return { compression, uncompressedBytes: bytes }
    }
    hash?.update(chunk)
    // After the end blocks the rest is still read, so that damage behind them and wrong digests come to light.
    await walk.push(chunk)
  }
  if (source.ended) walk.end()
  if (hash && source.ended && `sha256:${hash.digest('hex')}` !== diffId) problems.add('digest_mismatch')
  return { compression, uncompressedBytes: bytes }
}

async function opened(source: WatchedSource, problems: ProblemList): Promise<OpenLayer | undefined> {
  try {
    return await openLayer(source)
  } catch (error) {
    if (source.failure !== undefined) throw source.failure.reason
    problems.add(problemOf(error))
    return undefined
  }
}

/** The bytes up to the point where they can no longer be inflated. */
async function* untilDamage(tar: AsyncIterable<Buffer>, source: WatchedSource, problems: ProblemList) {
  try {
    yield* tar
  } catch (error) {
    if (source.failure !== undefined) throw source.failure.reason
    problems.add(problemOf(error))
    source.ended = false
  }
}

function problemOf(error: unknown): 'compression_unsupported' | 'compression_damaged' | 'archive_truncated' {
  if (error instanceof UnsupportedZstd) return 'compression_unsupported'
  const ended = error instanceof EndOfInput || (error as { code?: unknown }).code === 'Z_BUF_ERROR'
  return ended ? 'archive_truncated' : 'compression_damaged'
}

/** The caller's stream, counted, hashed on demand and abortable; remembers its own failure apart from bad content. */
class WatchedSource implements AsyncIterable<Uint8Array> {
  readonly #stream: AsyncIterable<Uint8Array>
  readonly #signal: AbortSignal | undefined
  readonly #hash: Hash | undefined
  bytes = 0
  /** True once all of it was read and could be inflated. */
  ended = false
  failure: { readonly reason: unknown } | undefined

  constructor(stream: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined, hashed: boolean) {
    this.#stream = stream
    this.#signal = signal
    this.#hash = hashed ? createHash('sha256') : undefined
  }

  throwIfAborted(): void {
    this.#signal?.throwIfAborted()
  }

  digest(): string {
    return `sha256:${this.#hash?.digest('hex') ?? ''}`
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#signal ? abortable(this.#stream, this.#signal) : this.#stream) {
        this.bytes += chunk.length
        this.#hash?.update(chunk)
        yield chunk
      }
      this.ended = true
    } catch (error) {
      this.failure = { reason: this.#signal?.aborted ? this.#signal.reason : error }
      throw error
    }
  }
}
