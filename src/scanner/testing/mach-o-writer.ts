import { ByteWriter, type Content, contentAt, type FakeSymbol, NameTable } from './byte-writer.ts'

/** What a Mach-O file for tests should say. */
export interface MachOSpec {
  /** Default: 64. */
  readonly bits?: 32 | 64
  readonly bigEndian?: boolean
  /** Number of the machine; default: that of arm64. */
  readonly machine?: number
  readonly id?: string
  readonly needed?: readonly string[]
  /** 16 bytes. */
  readonly uuid?: Buffer
  /** Of the segment `__DATA`, by name. */
  readonly sections?: Readonly<Record<string, Content>>
  /** By the name in the source; the file has them with an underscore. */
  readonly symbols?: Readonly<Record<string, FakeSymbol>>
}

const BASE = 0x1000
const CONTENT_AT = 0x800

/** The bytes of a small thin Mach-O file. */
export function machO(spec: MachOSpec = {}): Buffer {
  const word = spec.bits === 32 ? 4 : 8
  const { contents, end } = laidOut(spec)
  const commands: Buffer[] = [dataSegment(spec, word, contents, end)]
  if (spec.id !== undefined) commands.push(library(spec, 0xd, spec.id))
  for (const name of spec.needed ?? []) commands.push(library(spec, 0xc, name))
  if (spec.uuid) commands.push(new ByteWriter(spec.bigEndian).u32(0x1b, 24).bytes(spec.uuid).toBuffer())
  const symbols = symbolTable(spec, word, contents, end)
  if (spec.symbols) commands.push(symbols.command)
  const writer = new ByteWriter(spec.bigEndian)
  writer.u32(word === 8 ? 0xfeedfacf : 0xfeedface, spec.machine ?? 0x0100000c, 0, spec.id === undefined ? 2 : 6)
  writer.u32(commands.length, Buffer.concat(commands).length, 0)
  if (word === 8) writer.u32(0)
  writer.bytes(Buffer.concat(commands))
  for (const { offset, content } of contents) writer.upTo(offset).bytes(content)
  return writer.upTo(end).bytes(symbols.table).toBuffer()
}

/** Symbols and their names behind everything else, and the command that says where they are. */
function symbolTable(spec: MachOSpec, word: 4 | 8, contents: readonly Laid[], end: number) {
  const names = new NameTable()
  const rows = new ByteWriter(spec.bigEndian)
  const symbols = Object.entries(spec.symbols ?? {})
  for (const [name, { section, at }] of symbols) {
    const offset = contents.find((each) => each.name === section)?.offset ?? 0
    rows.u32(names.add(`_${name}`), 0).word(word, BASE + offset + at)
  }
  const text = names.toBuffer()
  const command = new ByteWriter(spec.bigEndian)
    .u32(2, 24, end, symbols.length, end + rows.length, text.length)
    .toBuffer()
  return { command, table: Buffer.concat([rows.toBuffer(), text]) }
}

interface Laid {
  readonly name: string
  readonly offset: number
  readonly content: Buffer
}

function laidOut(spec: MachOSpec): { readonly contents: readonly Laid[]; readonly end: number } {
  let end = CONTENT_AT
  const contents = Object.entries(spec.sections ?? {}).map(([name, content]) => {
    const offset = Math.ceil(end / 16) * 16
    const laid = { name, offset, content: contentAt(content, BASE + offset) }
    end = offset + laid.content.length
    return laid
  })
  return { contents, end }
}

function dataSegment(spec: MachOSpec, word: 4 | 8, contents: readonly Laid[], end: number): Buffer {
  const writer = new ByteWriter(spec.bigEndian)
  const size = 40 + 4 * word + contents.length * (word === 8 ? 80 : 68)
  writer.u32(word === 8 ? 0x19 : 1, size).bytes(fixed('__DATA'))
  writer.word(word, BASE, end, 0, end).u32(3, 3, contents.length, 0)
  for (const { name, offset, content } of contents) {
    writer
      .bytes(fixed(name))
      .bytes(fixed('__DATA'))
      .word(word, BASE + offset, content.length)
    writer.u32(offset, 4, 0, 0, 0, 0, 0)
    if (word === 8) writer.u32(0)
  }
  return writer.toBuffer()
}

function library(spec: MachOSpec, command: number, name: string): Buffer {
  const text = new ByteWriter().bytes(`${name}\0`).align(8).toBuffer()
  return new ByteWriter(spec.bigEndian)
    .u32(command, 24 + text.length, 24, 0, 0x10000, 0x10000)
    .bytes(text)
    .toBuffer()
}

const fixed = (name: string) => name.padEnd(16, '\0')

/** A fat Mach-O file of thin ones. */
export function fatMachO(bits: 32 | 64, slices: readonly Buffer[]): Buffer {
  const word = bits === 64 ? 8 : 4
  const writer = new ByteWriter(true).u32(word === 8 ? 0xcafebabf : 0xcafebabe, slices.length)
  let offset = 0x1000
  for (const slice of slices) {
    writer.u32(0x0100000c, 0).word(word, offset, slice.length).u32(12)
    if (word === 8) writer.u32(0)
    offset += Math.ceil(slice.length / 0x1000) * 0x1000
  }
  for (const slice of slices) writer.align(0x1000).bytes(slice)
  return writer.toBuffer()
}
