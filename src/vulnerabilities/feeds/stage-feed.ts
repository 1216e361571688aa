import { performance } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { deflateRawSync } from 'node:zlib'
import type { Context } from '../../platform/context.ts'
import { feedBusy } from '../domain/errors.ts'
import type { FeedCounts, FeedFormat } from '../domain/feed.ts'
import { changeOf, endOf } from '../domain/feed-change.ts'
import { type FeedRecord, readFeedRecord, textHashOf } from '../domain/feed-record.ts'
import { advisoryChanges, type NewChange } from '../store/advisory-changes.ts'
import { feedImports } from '../store/feed-imports.ts'
import { type Batch, feedRecords, type KnownRecord, type Lookup, type StagedRecord } from '../store/feed-records.ts'
import type { FeedText } from './feed-text.ts'

/** Rows and bytes of one transaction: others get a turn (EDB-14). */
const most = { rows: 2500, bytes: 1_500_000, heldBack: 2000 } as const
/** Reasons that are kept; all broken records are counted. */
const mostReasons = 1000
/** Milliseconds of reading after which other work of this process gets a turn (ADV-10). */
const longestTurn = 12

/** A feed that is read into the set of an import, which nobody sees yet (ADV-2). */
export interface StageFeed extends Batch {
  readonly format: FeedFormat
  /** True when records that the feed lacks are gone. */
  readonly whole: boolean
  readonly texts: AsyncIterable<FeedText>
  readonly signal?: AbortSignal
  readonly onProgress?: (read: number) => void
}

/** What was read and written. */
export interface StagedFeed {
  readonly read: number
  readonly counts: FeedCounts
  readonly broken: readonly { readonly name: string; readonly reason: string }[]
  /** Records that were in use when the import began. */
  readonly before: number
}

/**
 * Reads a feed's records and writes those that differ from what is in use beside it, in short transactions. A record whose
 * text is known is not even parsed. While one part is written the next one is read.
 */
export class FeedStaging {
  private read = 0
  private readonly counts = { added: 0, changed: 0, unchanged: 0, removed: 0, rejected: 0 }
  private readonly broken: { name: string; reason: string }[] = []
  private readonly known = new Map<string, KnownRecord>()
  private readonly idByText = new Map<string, string>()
  /** Ecosystems of each record of the feed that was met. */
  private readonly met = new Map<string, readonly string[]>()
  /** Records in use whose newer text is broken: they stay as they are. */
  private readonly spared = new Set<string>()
  private part: StagedRecord[] = []
  private texts: { id: string; textHash: string }[] = []
  private rows = 0
  private bytes = 0
  private sinceNoted = 0
  private changes = 0
  private writing: Promise<void> = Promise.resolve()

  private readonly ctx: Context
  private readonly input: StageFeed

  constructor(ctx: Context, input: StageFeed) {
    this.ctx = ctx
    this.input = input
  }

  /** Reads everything. Throws what the source throws, and `vulnerabilities.feed_busy` when another import has taken over. */
  async stage(): Promise<StagedFeed> {
    await this.learnKnown()
    let turnEnds = performance.now() + longestTurn
    try {
      for await (const text of this.input.texts) {
        this.take(text)
        if (this.isFull()) await this.write()
        if (performance.now() < turnEnds) continue
        await turn()
        this.input.signal?.throwIfAborted()
        turnEnds = performance.now() + longestTurn
      }
      await this.write()
    } finally {
      await this.writing
    }
    const { read, counts, broken, known } = this
    return { read, counts, broken, before: known.size }
  }

  /** Marks the records that the feed no longer has, when it is whole. Only after what was read has been judged. */
  async endMissing(): Promise<void> {
    if (!this.input.whole) return
    const missing = [...this.known.keys()].filter((id) => !this.met.has(id) && !this.spared.has(id))
    const change = endOf(this.input.format)
    for (let from = 0; from < missing.length; from += 1000) {
      const ids = missing.slice(from, from + 1000)
      this.counts.removed += ids.length
      if (change) this.changes += ids.length
      await this.inTurn(async ({ records, changes }) => {
        const keys = await records.keysOf(ids)
        await records.endWith(this.input, ids)
        if (change)
          await changes.add(
            this.input.batch,
            ids.map((id) => ({ id, change, dropped: keys.get(id) ?? [] })),
          )
      })
    }
  }

  /** Records of the feed once it is switched in, how many speak of each ecosystem, and how long the list of changes is. */
  sums(): { records: number; ecosystems: Record<string, number>; changes: number } {
    const isKept = ({ id }: KnownRecord) => !this.met.has(id) && (!this.input.whole || this.spared.has(id))
    const kept = [...this.known.values()].filter(isKept)
    const ecosystems: Record<string, number> = {}
    for (const named of [...this.met.values(), ...kept.map((record) => record.ecosystems)]) {
      for (const ecosystem of named) ecosystems[ecosystem] = (ecosystems[ecosystem] ?? 0) + 1
    }
    return { records: this.met.size + kept.length, ecosystems, changes: this.changes }
  }

  private async learnKnown(): Promise<void> {
    for (let after = '', page = 5000; page === 5000; ) {
      const records = await this.ctx.transaction((tx) => feedRecords(tx).known(this.input.feed, after, 5000))
      for (const record of records) {
        this.known.set(record.id, record)
        if (record.textHash !== '') this.idByText.set(record.textHash, record.id)
      }
      page = records.length
      after = records.at(-1)?.id ?? after
    }
  }

  private take(text: FeedText): void {
    this.read += 1
    this.sinceNoted += 1
    const reason = text.unreadable ?? this.takeReadable(text)
    if (reason !== undefined) this.reject(text.name, reason)
  }

  /** Answers why the record is broken, if it is. */
  private takeReadable(text: FeedText): string | undefined {
    const textHash = textHashOf(text.bytes)
    const sameAs = this.idByText.get(textHash)
    if (sameAs !== undefined && !this.met.has(sameAs)) {
      this.keep(sameAs)
      return undefined
    }
    const found = readFeedRecord(this.input.format, text.bytes.toString('utf8'), this.ctx.clock.now())
    if (!found.ok) return found.reason
    const { record } = found
    if (this.met.has(record.id)) return `${record.id} is in the feed more than once`
    if (this.known.get(record.id)?.hash === record.hash) {
      this.texts.push({ id: record.id, textHash })
      this.keep(record.id)
    } else {
      this.stageOne(record, textHash, text)
    }
    return undefined
  }

  private reject(name: string, reason: string): void {
    this.counts.rejected += 1
    if (this.broken.length < mostReasons) this.broken.push({ name, reason })
    // Files are named by their record: the last good text of one that is broken now stays in use.
    const id = name.slice(name.lastIndexOf('/') + 1).replace(/\.json$/i, '')
    if (this.known.has(id)) this.spared.add(id)
  }

  private keep(id: string): void {
    this.counts.unchanged += 1
    this.met.set(id, this.known.get(id)?.ecosystems ?? [])
  }

  private stageOne(record: FeedRecord, textHash: string, text: FeedText): void {
    this.met.set(record.id, record.ecosystems)
    if (this.known.has(record.id)) this.counts.changed += 1
    else this.counts.added += 1
    // A line of numbers holds nothing that we do not read.
    const original = record.kind === 'prediction' ? undefined : (text.deflated ?? deflateRawSync(text.bytes))
    this.part.push({ record, textHash, ...(original && { original }) })
    this.rows += 2 + record.keys.length + record.names.length
    this.bytes += text.bytes.length
  }

  private isFull(): boolean {
    return (
      this.rows >= most.rows ||
      this.bytes >= most.bytes ||
      this.texts.length >= most.heldBack ||
      this.sinceNoted >= most.heldBack
    )
  }

  private async write(): Promise<void> {
    await this.writing
    this.input.signal?.throwIfAborted()
    const { part, texts } = this
    this.part = []
    this.texts = []
    this.rows = 0
    this.bytes = 0
    this.sinceNoted = 0
    this.writing = this.writePart(part, texts)
    // Whoever awaits it next hears of a failure; until then it must not count as unhandled.
    this.writing.catch(() => {})
    this.input.onProgress?.(this.read)
  }

  private async writePart(part: readonly StagedRecord[], texts: readonly { id: string; textHash: string }[]) {
    const { feed, batch } = this.input
    const changed = part.flatMap(({ record }) => {
      const change = changeOf(record, this.known.get(record.id))
      return change ? [{ record, change }] : []
    })
    this.changes += changed.length
    const replaced = part.filter(({ record }) => this.known.has(record.id)).map(({ record }) => record.id)
    const [last = { keys: [], names: [] }, ...others] = lookupsOf(part).reverse()
    for (const lookup of others) await this.inTurn(({ records }) => records.addLookup(lookup))
    await this.inTurn(async ({ records, changes }) => {
      const before = await records.keysOf(replaced)
      await records.addLookup(last)
      await records.endWith(this.input, replaced)
      if (part.length > 0) await records.stage(this.input, part, this.ctx.clock.now())
      const lines = changed.map(({ record, change }): NewChange => {
        return { id: record.id, change, dropped: droppedOf(record, before.get(record.id) ?? []) }
      })
      await changes.add(batch, lines)
      await records.retext(feed, texts)
    })
  }

  private async inTurn(work: (stores: Stores) => Promise<void>): Promise<void> {
    const { feed, batch } = this.input
    const counts = { ...this.counts }
    const { read } = this
    await this.ctx.transaction(async (tx) => {
      if (!(await feedImports(tx).touch(batch, read, counts, this.ctx.clock.now()))) throw feedBusy({ feed })
      await work({ records: feedRecords(tx), changes: advisoryChanges(tx) })
    })
  }
}

interface Stores {
  readonly records: ReturnType<typeof feedRecords>
  readonly changes: ReturnType<typeof advisoryChanges>
}

/** What a part is looked up by, in portions: a single record may name very many packages. */
function lookupsOf(part: readonly StagedRecord[]): Lookup[] {
  const keys = part.flatMap(({ record }) => record.keys.map((key) => ({ ...key, id: record.id })))
  const names = part.flatMap(({ record }) => record.names.map((name) => ({ name, id: record.id })))
  const portions: Lookup[] = []
  for (let from = 0; from < Math.max(keys.length, names.length); from += most.rows) {
    portions.push({ keys: keys.slice(from, from + most.rows), names: names.slice(from, from + most.rows) })
  }
  return portions
}

function droppedOf(record: FeedRecord, before: FeedRecord['keys']): FeedRecord['keys'] {
  const now = new Set(record.keys.map(({ ecosystem, name }) => `${ecosystem}\0${name}`))
  return before.filter(({ ecosystem, name }) => !now.has(`${ecosystem}\0${name}`))
}
