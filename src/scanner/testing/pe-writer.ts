import { ByteWriter, type Content, contentAt, type FakeSymbol } from './byte-writer.ts'

/** What a PE file for tests should say. */
export interface PeSpec {
  /** Default: 64. */
  readonly bits?: 32 | 64
  /** Number of the machine; default: that of amd64. */
  readonly machine?: number
  readonly exportName?: string
  /** Data that it exports by name. */
  readonly symbols?: Readonly<Record<string, FakeSymbol>>
  readonly imports?: readonly string[]
  /** Strings of the version resource. */
  readonly versionInfo?: Readonly<Record<string, string>>
  /** With the header of .NET. */
  readonly managed?: boolean
  /** By name of up to eight characters; writable data. */
  readonly sections?: Readonly<Record<string, Content>>
}

const IMAGE_BASE = 0x400000
const PAGE = 0x1000
const HEADER_BYTES = 0x400
const DATA = 0xc0000040

interface Section {
  readonly name: string
  readonly address: number
  readonly content: Buffer
}

/** The bytes of a small PE file. Addresses that contents are given include the image base. */
export function pe(spec: PeSpec = {}): Buffer {
  const isWide = spec.bits !== 32
  const sections: Section[] = []
  const add = (name: string, content: Content, base = 0) => {
    const address = PAGE * (1 + sections.reduce((pages, each) => pages + Math.ceil(each.content.length / PAGE), 0))
    const section = { name, address, content: contentAt(content, base + address) }
    sections.push(section)
    return { address, size: section.content.length }
  }
  const none = { address: 0, size: 0 }
  const directories = Array.from({ length: 16 }, () => none)
  for (const [name, content] of Object.entries(spec.sections ?? {})) add(name, content, IMAGE_BASE)
  const { exportName, symbols = {}, imports, versionInfo } = spec
  if (exportName !== undefined) {
    const exported = Object.entries(symbols).map(([name, { section, at }]) => {
      const start = sections.find((each) => each.name === section)?.address ?? 0
      return { name, address: start + at }
    })
    directories[0] = add('.edata', (address) => exportTable(exportName, exported, address))
  }
  if (imports) directories[1] = add('.idata', (address) => importTable(imports, address))
  if (versionInfo) directories[2] = add('.rsrc', (address) => resources(versionInfo, address))
  if (spec.managed) directories[14] = add('.clr', Buffer.alloc(72, 1))
  return file(spec, isWide, sections, directories)
}

function file(
  spec: PeSpec,
  isWide: boolean,
  sections: readonly Section[],
  directories: readonly { address: number; size: number }[],
): Buffer {
  const writer = new ByteWriter()
  writer.bytes('MZ').upTo(0x3c).u32(0x80).upTo(0x80).bytes('PE\0\0')
  writer
    .u16(spec.machine ?? 0x8664, sections.length)
    .u32(0, 0, 0)
    .u16(isWide ? 240 : 224, 0x2002)
  const optional = writer.length
  writer.u16(isWide ? 0x20b : 0x10b).upTo(optional + (isWide ? 24 : 28))
  writer
    .word(isWide ? 8 : 4, IMAGE_BASE)
    .upTo(optional + (isWide ? 108 : 92))
    .u32(directories.length)
  for (const { address, size } of directories) writer.u32(address, size)
  let offset = HEADER_BYTES
  for (const { name, address, content } of sections) {
    const stored = Math.ceil(content.length / 512) * 512
    writer.bytes(name.padEnd(8, '\0')).u32(content.length, address, stored, offset, 0, 0, 0, DATA)
    offset += stored
  }
  writer.upTo(HEADER_BYTES)
  for (const { content } of sections) writer.bytes(content).align(512)
  return writer.toBuffer()
}

function importTable(names: readonly string[], address: number): Buffer {
  const writer = new ByteWriter()
  let nameAt = address + 20 * (names.length + 1)
  for (const name of names) {
    writer.u32(0, 0, 0, nameAt, 0)
    nameAt += name.length + 1
  }
  writer.zeros(20)
  for (const name of names) writer.bytes(`${name}\0`)
  return writer.toBuffer()
}

function exportTable(
  library: string,
  exported: readonly { readonly name: string; readonly address: number }[],
  address: number,
): Buffer {
  const count = exported.length
  const strings = address + 40 + 10 * count
  const places: number[] = []
  let end = strings + library.length + 1
  for (const { name } of exported) {
    places.push(end)
    end += name.length + 1
  }
  const writer = new ByteWriter().u32(0, 0, 0, strings, 1, count, count)
  return writer
    .u32(address + 40, address + 40 + 4 * count, address + 40 + 8 * count)
    .u32(...exported.map((each) => each.address), ...places)
    .u16(...exported.keys())
    .bytes([library, ...exported.map(({ name }) => name)].map((name) => `${name}\0`).join(''))
    .toBuffer()
}

function resources(values: Readonly<Record<string, string>>, address: number): Buffer {
  const strings = Object.entries(values).map(([key, value]) =>
    node(key, Buffer.from(`${value}\0`, 'utf16le'), value.length + 1, []),
  )
  const table = node('040904b0', Buffer.alloc(0), 0, strings)
  const info = node('StringFileInfo', Buffer.alloc(0), 0, [table])
  const version = node('VS_VERSION_INFO', Buffer.alloc(52, 1), 52, [info])
  const writer = new ByteWriter()
  const folder = (id: number, target: number) => writer.zeros(12).u16(0, 1).u32(id, target)
  folder(16, 0x80000018)
  folder(1, 0x80000030)
  folder(1033, 72)
  return writer
    .u32(address + 88, version.length, 0, 0)
    .bytes(version)
    .toBuffer()
}

function node(key: string, value: Buffer, valueSize: number, children: readonly Buffer[]): Buffer {
  const body = new ByteWriter().bytes(Buffer.from(`${key}\0`, 'utf16le'))
  // The head of six bytes counts for the alignment.
  body.zeros((4 - ((6 + body.length) % 4)) % 4).bytes(value)
  for (const child of children) body.zeros((4 - ((6 + body.length) % 4)) % 4).bytes(child)
  return new ByteWriter()
    .u16(6 + body.length, valueSize, 1)
    .bytes(body.toBuffer())
    .toBuffer()
}
