import type { Limits } from './limits.ts'
import { decodePath, depthOf, normalizePath } from './paths.ts'
import { type PaxRecords, parsePax } from './pax.ts'
import type { ProblemList } from './problems.ts'
import { BadTarHeader, BLOCK_BYTES, isZeroBlock, parseTarHeader, type TarHeader } from './tar-header.ts'

export type EntryKind = 'file' | 'folder' | 'symbolic' | 'hard' | 'other'

/** One entry of the archive, with its path normalised. */
export interface TarEntry {
  readonly path: string
  readonly kind: EntryKind
  /** Bytes of content in the archive. */
  readonly size: number
  /** For links: as written (symbolic) or normalised from the root (hard). */
  readonly target: string
  /** True when the content is stored with holes and therefore not as in the file. */
  readonly sparse: boolean
}

/** Takes the content of one entry. The slices are only valid during the call. */
export interface ContentSink {
  /** Answers false when the rest is not needed. */
  write(slice: Buffer): boolean
  /** The walk waits for what it answers. */
  end(): void | Promise<void>
}

/** Is told about each entry and may ask for its content. */
export type EntryVisitor = (entry: TarEntry) => ContentSink | undefined

type State = 'header' | 'content' | 'extension' | 'sparse-map' | 'padding' | 'done'

/**
 * Walks a tar archive as its bytes come by: ustar, pax (global and local), GNU long names, base-256 sizes, old GNU sparse
 * maps, archives without end blocks (LAY-3). Never throws on bad bytes: what is wrong goes to the problem list.
 */
export class TarWalk {
  readonly #limits: Limits
  readonly #problems: ProblemList
  readonly #visit: EntryVisitor
  readonly #block = Buffer.alloc(BLOCK_BYTES)
  #blockFill = 0
  #state: State = 'header'
  #left = 0
  #padding = 0
  #sink: ContentSink | undefined
  #ending: Promise<void> | undefined
  #extension: { type: string; pieces: Buffer[] } | undefined
  #local: PaxRecords = {}
  #longName: string | undefined
  #longLink: string | undefined
  #skipNext = false
  #zeroBlocks = 0
  #pending: TarHeader | undefined
  entries = 0
  fileBytes = 0

  constructor(limits: Limits, problems: ProblemList, visit: EntryVisitor) {
    this.#limits = limits
    this.#problems = problems
    this.#visit = visit
  }

  /** True once nothing that follows will be looked at: after the end blocks, or after damage. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /** Takes the next bytes of the archive. Where it answers a promise, they must stay and no others come until it is kept. */
  push(chunk: Buffer): Promise<void> | undefined {
    let at = 0
    while (at < chunk.length && this.#state !== 'done') {
      at = this.#step(chunk, at)
      if (this.#ending) return this.#endThen(() => this.push(chunk.subarray(at)))
    }
    return undefined
  }

  async #endThen(goOn: () => Promise<void> | undefined): Promise<void> {
    await this.#ending
    this.#ending = undefined
    await goOn()
  }

  /** The archive has ended. */
  end(): void {
    if (this.#state === 'done' || this.#state === 'padding') return
    if (this.#state === 'header' && this.#blockFill === 0) return
    this.#problems.add('archive_truncated')
    this.#state = 'done'
  }

  #step(chunk: Buffer, at: number): number {
    if (this.#state === 'header' || this.#state === 'sparse-map') return this.#fillBlock(chunk, at)
    const end = Math.min(chunk.length, at + this.#left)
    const slice = chunk.subarray(at, end)
    this.#left -= slice.length
    if (this.#state === 'content') this.#content(slice)
    else if (this.#state === 'extension') this.#extension?.pieces.push(Buffer.from(slice))
    if (this.#left === 0) this.#finishRun()
    return end
  }

  #fillBlock(chunk: Buffer, at: number): number {
    if (this.#blockFill === 0 && chunk.length - at >= BLOCK_BYTES) {
      this.#take(chunk.subarray(at, at + BLOCK_BYTES))
      return at + BLOCK_BYTES
    }
    const copied = chunk.copy(this.#block, this.#blockFill, at)
    this.#blockFill += copied
    if (this.#blockFill === BLOCK_BYTES) {
      this.#blockFill = 0
      this.#take(this.#block)
    }
    return at + copied
  }

  #take(block: Buffer): void {
    if (this.#state === 'sparse-map') {
      if (block[504] !== 1 && this.#pending) this.#begin(this.#pending)
      return
    }
    if (isZeroBlock(block)) {
      if (++this.#zeroBlocks === 2) this.#state = 'done'
      return
    }
    this.#zeroBlocks = 0
    try {
      this.#header(parseTarHeader(block))
    } catch (error) {
      if (!(error instanceof BadTarHeader)) throw error
      this.#problems.add('archive_damaged')
      this.#state = 'done'
    }
  }

  #header(header: TarHeader): void {
    if ('xgLK'.includes(header.type)) this.#beginExtension(header)
    else if (header.sparseContinues) {
      this.#pending = header
      this.#state = 'sparse-map'
    } else this.#begin(header)
  }

  #beginExtension(header: TarHeader): void {
    if (header.size > this.#limits.paxHeaderBytes) {
      this.#problems.add('pax_too_large', { bound: this.#limits.paxHeaderBytes })
      // Without its header the next entry would go by a wrong name.
      if (header.type !== 'g') this.#skipNext = true
      this.#extension = undefined
    } else this.#extension = { type: header.type, pieces: [] }
    this.#run('extension', header.size)
  }

  #begin(header: TarHeader): void {
    this.#pending = undefined
    if (++this.entries > this.#limits.entries) {
      this.#problems.add('too_many_entries', { bound: this.#limits.entries })
      this.#state = 'done'
      return
    }
    const entry = this.#entry(header)
    const stored = carriesContent(header.type) ? (this.#local.size ?? header.size) : 0
    this.#sink = entry && !this.#skipNext ? this.#visit(entry) : undefined
    if (entry?.kind === 'file') this.fileBytes += stored
    this.#local = {}
    this.#longName = undefined
    this.#longLink = undefined
    this.#skipNext = false
    this.#run('content', stored)
  }

  #entry(header: TarHeader): TarEntry | undefined {
    const raw = this.#local.sparseName || this.#longName || this.#local.path || header.name
    const { path, leftRoot } = normalizePath(raw)
    if (raw === '' || raw.includes('\0')) return this.#refuse('path_invalid', '')
    if (Buffer.byteLength(path) > this.#limits.pathBytes)
      return this.#refuse('path_too_long', path, this.#limits.pathBytes)
    if (depthOf(path) > this.#limits.pathDepth) return this.#refuse('path_too_deep', path, this.#limits.pathDepth)
    if (leftRoot) this.#problems.add('path_leaves_root', { path: raw })
    const kind = kindOf(header)
    const link = this.#longLink || this.#local.linkpath || header.linkTarget
    if (Buffer.byteLength(link) > this.#limits.pathBytes)
      return this.#refuse('path_too_long', path, this.#limits.pathBytes)
    return {
      path,
      kind,
      size: kind === 'file' ? (this.#local.size ?? header.size) : 0,
      target: kind === 'hard' ? normalizePath(link).path : link,
      sparse: header.type === 'S' || this.#local.sparse === true,
    }
  }

  #refuse(code: 'path_invalid' | 'path_too_long' | 'path_too_deep', path: string, bound?: number): undefined {
    this.#problems.add(code, { path: path.slice(0, 256), ...(bound === undefined ? {} : { bound }) })
    return undefined
  }

  #run(state: 'content' | 'extension', size: number): void {
    this.#state = state
    this.#left = size
    this.#padding = (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES
    if (size === 0) this.#finishRun()
  }

  #content(slice: Buffer): void {
    if (this.#sink && !this.#sink.write(slice)) this.#sink = undefined
  }

  #finishRun(): void {
    if (this.#state === 'content') {
      this.#ending = this.#sink?.end() ?? undefined
      this.#sink = undefined
    } else if (this.#state === 'extension') this.#applyExtension()
    if (this.#state !== 'padding' && this.#padding > 0) {
      this.#state = 'padding'
      this.#left = this.#padding
    } else this.#state = 'header'
  }

  #applyExtension(): void {
    const extension = this.#extension
    this.#extension = undefined
    if (extension === undefined) return
    const bytes = Buffer.concat(extension.pieces)
    if (extension.type === 'L') this.#longName = gnuText(bytes)
    else if (extension.type === 'K') this.#longLink = gnuText(bytes)
    else this.#applyPax(extension.type, bytes)
  }

  #applyPax(type: string, bytes: Buffer): void {
    const records = parsePax(bytes)
    if (records === undefined) {
      this.#problems.add('pax_invalid')
      if (type === 'x') this.#skipNext = true
    } else if (type === 'x') this.#local = { ...this.#local, ...records }
    // Container engines do not apply global headers; a reader that did would see other files than the one that runs.
    else if (Object.keys(records).length > 0) this.#problems.add('pax_global_ignored')
  }
}

function gnuText(bytes: Buffer): string {
  const nul = bytes.indexOf(0)
  return decodePath(nul < 0 ? bytes : bytes.subarray(0, nul))
}

// Links, folders and devices carry no content whatever their size says; container engines read them so, too.
function carriesContent(type: string): boolean {
  return !'123456'.includes(type)
}

function kindOf(header: TarHeader): EntryKind {
  switch (header.type) {
    case '0':
    case '7':
    case 'S':
      return 'file'
    case '1':
      return 'hard'
    case '2':
      return 'symbolic'
    case '5':
      return 'folder'
    default:
      return 'other'
  }
}
