import { ByteWriter, type Content, contentAt, type FakeSymbol, NameTable } from './byte-writer.ts'

/** What an ELF file for tests should say. */
export interface ElfSpec {
  /** Default: 64. */
  readonly bits?: 32 | 64
  readonly bigEndian?: boolean
  /** Number of the machine; default: that of amd64. */
  readonly machine?: number
  readonly soname?: string
  readonly needed?: readonly string[]
  /** Names of symbol versions that it defines. */
  readonly versions?: readonly string[]
  readonly notes?: readonly { readonly name: string; readonly type: number; readonly content: Buffer }[]
  /** By name; loaded and writable. */
  readonly sections?: Readonly<Record<string, Content>>
  readonly symbols?: Readonly<Record<string, FakeSymbol>>
  /** False: as after the section table was removed. */
  readonly sectionTable?: boolean
}

const BASE = 0x10000
const PAGE = 0x1000

interface Part {
  readonly name: string
  readonly type: number
  readonly offset: number
  readonly content: Buffer
  readonly link: number
}

/** The bytes of a small ELF file: one loaded segment from the start of the file, with everything in it. */
export function elf(spec: ElfSpec = {}): Buffer {
  const word = spec.bits === 32 ? 4 : 8
  const parts = new ElfParts(spec, word)
  const writer = new ByteWriter(spec.bigEndian)
  const table = Math.ceil(parts.end / 16) * 16
  const hasTable = spec.sectionTable !== false
  writer
    .bytes(Buffer.from([0x7f, 0x45, 0x4c, 0x46, word / 4, spec.bigEndian ? 2 : 1, 1]))
    .upTo(16)
    .u16(spec.soname === undefined ? 2 : 3, spec.machine ?? 62)
    .u32(1)
    .word(word, BASE, 40 + 3 * word, hasTable ? table : 0)
    .u32(0)
    .u16(40 + 3 * word, word === 8 ? 56 : 32, 3, hasTable ? 16 + 6 * word : 0)
    .u16(hasTable ? parts.list.length : 0, hasTable ? parts.list.length - 1 : 0)
  segment(writer, word, 1, 6, 0, table, PAGE)
  const dynamic = parts.find('.dynamic')
  segment(writer, word, 2, 6, dynamic.offset, dynamic.content.length, word)
  const notes = parts.find('.note')
  segment(writer, word, 4, 4, notes.offset, notes.content.length, 4)
  for (const { offset, content } of parts.list) if (content.length > 0) writer.upTo(offset).bytes(content)
  if (!hasTable) return writer.upTo(table).toBuffer()
  writer.upTo(table)
  for (const part of parts.list) {
    writer
      .u32(parts.names.add(part.name), part.type)
      .word(word, part.type === 0 ? 0 : 3, part.type === 0 ? 0 : BASE + part.offset, part.offset, part.content.length)
      .u32(part.link, 0)
      .word(word, part.name === '.note' ? 4 : 16, 0)
  }
  return writer.toBuffer()
}

function segment(
  writer: ByteWriter,
  word: 4 | 8,
  type: number,
  flags: number,
  offset: number,
  size: number,
  align: number,
): void {
  writer.u32(type)
  if (word === 8) writer.u32(flags)
  writer.word(word, offset, BASE + offset, BASE + offset, size, size)
  if (word === 4) writer.u32(flags)
  writer.word(word, align)
}

/** Lays out the sections one behind the other. */
class ElfParts {
  readonly names = new NameTable()
  readonly list: Part[] = []
  end: number
  readonly #spec: ElfSpec
  readonly #word: 4 | 8

  constructor(spec: ElfSpec, word: 4 | 8) {
    this.#spec = spec
    this.#word = word
    this.end = 40 + 3 * word + 3 * (word === 8 ? 56 : 32)
    this.list.push({ name: '', type: 0, offset: 0, content: Buffer.alloc(0), link: 0 })
    const strings = new NameTable()
    const dynamic = this.#dynamic(strings)
    const versions = this.#versions(strings)
    const symbolNames = Object.keys(spec.symbols ?? {}).map((name) => strings.add(name))
    const text = this.#add('.dynstr', 3, strings.toBuffer())
    const definitions = this.#add('.gnu.version_d', 0x6ffffffd, versions, 1)
    this.#add('.dynamic', 6, () => dynamic(text, definitions), 1)
    this.#add('.note', 7, this.#notes())
    for (const [name, content] of Object.entries(spec.sections ?? {})) this.#add(name, 1, content)
    this.#add('.dynsym', 11, this.#symbols(symbolNames), 1)
    this.#add('.shstrtab', 3, () => this.#sectionNames())
  }

  find(name: string): Part {
    const part = this.list.find((candidate) => candidate.name === name)
    if (part === undefined) throw new Error(`no section ${name}`)
    return part
  }

  #add(name: string, type: number, content: Content, link = 0): Part {
    const offset = Math.ceil(this.end / 16) * 16
    const part = { name, type, offset, content: contentAt(content, BASE + offset), link }
    this.list.push(part)
    this.end = offset + part.content.length
    return part
  }

  #sectionNames(): Buffer {
    for (const { name } of this.list) this.names.add(name)
    this.names.add('.shstrtab')
    return this.names.toBuffer()
  }

  #dynamic(strings: NameTable): (text: Part, definitions: Part) => Buffer {
    const { soname, needed = [], versions = [] } = this.#spec
    const entries = needed.map((name) => [1, strings.add(name)])
    if (soname !== undefined) entries.push([14, strings.add(soname)])
    return (text, definitions) => {
      const writer = new ByteWriter(this.#spec.bigEndian)
      const all = [...entries, [5, BASE + text.offset], [10, text.content.length]]
      if (versions.length > 0) all.push([0x6ffffffc, BASE + definitions.offset], [0x6ffffffd, versions.length + 1])
      for (const entry of [...all, [0, 0]]) writer.word(this.#word, ...entry)
      return writer.toBuffer()
    }
  }

  #versions(strings: NameTable): Buffer {
    const { soname = 'self', versions = [] } = this.#spec
    const writer = new ByteWriter(this.#spec.bigEndian)
    if (versions.length === 0) return writer.toBuffer()
    for (const [index, name] of [soname, ...versions].entries()) {
      writer.u16(1, index === 0 ? 1 : 0, index + 1, 1).u32(0, 20, index === versions.length ? 0 : 28)
      writer.u32(strings.add(name), 0)
    }
    return writer.toBuffer()
  }

  #notes(): Buffer {
    const writer = new ByteWriter(this.#spec.bigEndian)
    for (const { name, type, content } of this.#spec.notes ?? []) {
      writer
        .u32(name.length + 1, content.length, type)
        .bytes(`${name}\0`)
        .align(4)
        .bytes(content)
        .align(4)
    }
    return writer.toBuffer()
  }

  #symbols(names: readonly number[]): Buffer {
    const writer = new ByteWriter(this.#spec.bigEndian)
    for (const [index, { section, at }] of Object.values(this.#spec.symbols ?? {}).entries()) {
      const address = BASE + this.find(section).offset + at
      writer.u32(names[index] ?? 0)
      if (this.#word === 8) writer.u32(0).word(8, address, 0)
      else writer.u32(address, 0, 0)
    }
    return writer.toBuffer()
  }
}
