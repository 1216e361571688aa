/** A package as its header in an rpm database tells it. */
export interface FakeRpm {
  readonly name: string
  readonly version: string
  readonly release: string
  readonly epoch?: number
  readonly arch?: string
  readonly sourceRpm?: string
  readonly module?: string
  readonly vendor?: string
  readonly license?: string
  readonly files?: readonly FakeRpmFile[]
  /** Bytes of a description, to make a header large. */
  readonly padding?: number
}

export interface FakeRpmFile {
  /** Absolute. */
  readonly path: string
  /** Hex digits of SHA-256. */
  readonly digest?: string
  /** `RPMFILE_*` bits; 1 is configuration. */
  readonly flags?: number
}

const INT32 = 4
const STRING = 6
const BINARY = 7
const STRING_ARRAY = 8
const REGION = 63
const SHA256 = 8

interface TagValue {
  readonly tag: number
  readonly type: number
  readonly count: number
  readonly bytes: Buffer
}

const text = (tag: number, value: string | undefined): TagValue[] =>
  value === undefined ? [] : [{ tag, type: STRING, count: 1, bytes: Buffer.from(`${value}\0`) }]

const texts = (tag: number, values: readonly string[]): TagValue => ({
  tag,
  type: STRING_ARRAY,
  count: values.length,
  bytes: Buffer.from(values.map((value) => `${value}\0`).join('')),
})

function numbers(tag: number, values: readonly number[]): TagValue {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return { tag, type: INT32, count: values.length, bytes }
}

/** The header of a package, as all three database formats store it. */
export function rpmHeader(item: FakeRpm): Buffer {
  return headerOf([
    ...text(1000, item.name),
    ...text(1001, item.version),
    ...text(1002, item.release),
    ...(item.epoch === undefined ? [] : [numbers(1003, [item.epoch])]),
    ...text(1005, item.padding === undefined ? undefined : 'x'.repeat(item.padding)),
    ...text(1011, item.vendor),
    ...text(1014, item.license ?? 'MIT'),
    ...text(1022, item.arch ?? 'x86_64'),
    ...text(1044, item.sourceRpm ?? `${item.name}-${item.version}-${item.release}.src.rpm`),
    ...(item.files ? fileTags(item.files) : []),
    ...text(5096, item.module),
  ])
}

function fileTags(files: readonly FakeRpmFile[]): TagValue[] {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  const folders = [...new Set(files.map(({ path }) => folderOf(path)))]
  return [
    texts(
      1035,
      files.map(({ digest = '' }) => digest),
    ),
    numbers(
      1037,
      files.map(({ flags = 0 }) => flags),
    ),
    numbers(
      1116,
      files.map(({ path }) => folders.indexOf(folderOf(path))),
    ),
    texts(
      1117,
      files.map(({ path }) => path.slice(folderOf(path).length)),
    ),
    texts(1118, folders),
    numbers(5011, [SHA256]),
  ]
}

/** Index and values; the first entry marks all others as one region, whose trailer stands at the end. */
function headerOf(values: readonly TagValue[]): Buffer {
  const store: Buffer[] = []
  let size = 0
  const index: Buffer[] = []
  for (const { tag, type, count, bytes } of values) {
    const padding = type === INT32 ? (4 - (size % 4)) % 4 : 0
    store.push(Buffer.alloc(padding), bytes)
    size += padding
    index.push(indexEntry(tag, type, size, count))
    size += bytes.length
  }
  const entries = values.length + 1
  store.push(indexEntry(REGION, BINARY, -16 * entries, 16))
  const intro = Buffer.alloc(8)
  intro.writeUInt32BE(entries, 0)
  intro.writeUInt32BE(size + 16, 4)
  return Buffer.concat([intro, indexEntry(REGION, BINARY, size, 16), ...index, ...store])
}

function indexEntry(tag: number, type: number, offset: number, count: number): Buffer {
  const entry = Buffer.alloc(16)
  for (const [at, value] of [tag, type, offset, count].entries()) entry.writeInt32BE(value, 4 * at)
  return entry
}
