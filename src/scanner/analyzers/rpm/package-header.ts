import { decodePath } from '../../layers/paths.ts'
import { CheckedBytes, Damaged } from './checked-bytes.ts'
import { Allotment } from './database-entry.ts'

const INDEX_ENTRY = 16

const ValueType = { int8: 2, int16: 3, int32: 4, string: 6, stringArray: 8, i18nString: 9 } as const

/** Bytes of one value. */
const widths: ReadonlyMap<number, number> = new Map([
  [ValueType.int8, 1],
  [ValueType.int16, 2],
  [ValueType.int32, 4],
])

interface IndexEntry {
  readonly type: number
  readonly offset: number
  readonly count: number
}

/**
 * One header as rpm stores it: an index of tags with type, place and count, and behind it the values. All numbers are big
 * endian. Getters answer undefined for tags that are absent, and throw `Damaged` for such as point outside.
 */
export class PackageHeader {
  readonly #store: CheckedBytes
  readonly #index = new Map<number, IndexEntry>()
  readonly #allotment: Allotment

  /** Throws `Damaged` when index and values do not fit into the bytes. `tags` are those that will be asked for. */
  constructor(bytes: Buffer, tags: ReadonlySet<number>) {
    const view = new CheckedBytes(bytes, 'big')
    const entries = view.u32(0)
    const storeBytes = view.u32(4)
    if (entries === 0) throw new Damaged('has no tags')
    const index = new CheckedBytes(view.slice(8, entries * INDEX_ENTRY), 'big')
    this.#store = new CheckedBytes(view.slice(8 + index.length, storeBytes), 'big')
    this.#allotment = new Allotment(storeBytes)
    for (let at = 0; at < index.length; at += INDEX_ENTRY) {
      const tag = index.u32(at)
      // What was added at installation stands behind the tags of the package and counts instead of them.
      if (tags.has(tag))
        this.#index.set(tag, { type: index.u32(at + 4), offset: index.u32(at + 8), count: index.u32(at + 12) })
    }
  }

  /** How many values a tag says it has; nothing is read yet. */
  count(tag: number): number {
    return this.#index.get(tag)?.count ?? 0
  }

  /** The value of a text tag; the first translation of a translated one. */
  text(tag: number): string | undefined {
    return this.#texts(tag, 1)?.[0]
  }

  /** The values of a list of texts. */
  texts(tag: number): string[] | undefined {
    return this.#texts(tag, Number.POSITIVE_INFINITY)
  }

  /** The values of a tag of whole numbers of 8 to 32 bits. */
  numbers(tag: number): number[] | undefined {
    const entry = this.#index.get(tag)
    if (entry === undefined) return undefined
    const width = widths.get(entry.type)
    if (width === undefined) throw new Damaged('has a value of another type')
    this.#take(entry.offset, entry.count * width)
    const numbers: number[] = []
    for (let at = entry.offset; numbers.length < entry.count; at += width) numbers.push(this.#number(at, width))
    return numbers
  }

  #number(at: number, width: number): number {
    return width === 4 ? this.#store.u32(at) : width === 2 ? this.#store.u16(at) : this.#store.u8(at)
  }

  #texts(tag: number, most: number): string[] | undefined {
    const entry = this.#index.get(tag)
    if (entry === undefined) return undefined
    const { type, offset, count } = entry
    const isText = type === ValueType.string || type === ValueType.stringArray || type === ValueType.i18nString
    if (!isText) throw new Damaged('has a value of another type')
    const wanted = Math.min(type === ValueType.string ? 1 : count, most)
    const rest = this.#store.slice(offset, this.#store.length - offset)
    const texts: string[] = []
    let at = 0
    while (texts.length < wanted) {
      const end = rest.indexOf(0, at)
      if (end < 0) throw new Damaged('has a text without an end')
      texts.push(decodePath(rest.subarray(at, end)))
      at = end + 1
    }
    this.#take(offset, at)
    return texts
  }

  #take(offset: number, bytes: number): void {
    this.#store.slice(offset, bytes)
    this.#allotment.take(bytes)
  }
}
