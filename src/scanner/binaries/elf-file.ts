import { ByteView, orNothing, readTable } from './byte-view.ts'

/** One row of the section table. Addresses, offsets and sizes in bytes. */
export interface ElfSection {
  readonly name: string
  readonly type: number
  readonly address: number
  readonly offset: number
  readonly size: number
  /** Index of the section that this one refers to: for most the names. */
  readonly link: number
  readonly align: number
}

/** One row of the program header. `size` is that in the file. */
interface ElfSegment {
  readonly type: number
  readonly flags: number
  readonly address: number
  readonly offset: number
  readonly size: number
  readonly align: number
}

/** The tables of an ELF file; a table that is broken is empty. */
export interface ElfFile {
  readonly view: ByteView
  /** Bytes of an address. */
  readonly word: 4 | 8
  readonly machine: number
  readonly sections: readonly ElfSection[]
  readonly segments: readonly ElfSegment[]
}

/** Section types. */
export const SHT_SYMTAB = 2
export const SHT_DYNAMIC = 6
export const SHT_NOTE = 7
export const SHT_NOBITS = 8
export const SHT_DYNSYM = 11
export const SHT_GNU_VERDEF = 0x6ffffffd

/** Segment types and flags. */
export const PT_LOAD = 1
export const PT_DYNAMIC = 2
export const PT_NOTE = 4
export const PF_X = 1
export const PF_W = 2

const COUNT_IS_ELSEWHERE = 0xffff

/** Reads the tables of an ELF file of 32 or 64 bits in either byte order (System V ABI). Undefined for other bytes. */
export function openElf(bytes: Buffer): ElfFile | undefined {
  if (bytes.length < 52 || bytes.readUInt32BE(0) !== 0x7f454c46) return undefined
  const [bits, order] = [bytes[4], bytes[5]]
  if ((bits !== 1 && bits !== 2) || (order !== 1 && order !== 2)) return undefined
  const view = new ByteView(bytes, order === 2)
  const word = bits === 2 ? 8 : 4
  const sections = orNothing(() => readSections(view, word)) ?? []
  const segments = orNothing(() => readSegments(view, word)) ?? []
  return { view, word, machine: view.u16(18), sections, segments }
}

function readSections(view: ByteView, word: 4 | 8): ElfSection[] {
  const table = view.word(24 + 2 * word, word)
  const rowSize = view.u16(34 + 3 * word)
  if (table === 0 || rowSize < 16 + 6 * word) return []
  const row = (index: number) => table + index * rowSize
  // Counts that do not fit into the header stand in the first row.
  const count = view.u16(36 + 3 * word) || view.word(row(0) + 8 + 3 * word, word)
  const stated = view.u16(38 + 3 * word)
  const namesAt = stated === COUNT_IS_ELSEWHERE ? view.u32(row(0) + 8 + 4 * word) : stated
  const names = orNothing(() => {
    const offset = view.word(row(namesAt) + 8 + 2 * word, word)
    return view.part(offset, view.word(row(namesAt) + 8 + 3 * word, word))
  })
  return readTable(count, (index) => {
    const at = row(index)
    const nameAt = view.u32(at)
    return {
      name: orNothing(() => names?.name(nameAt)) ?? '',
      type: view.u32(at + 4),
      address: view.word(at + 8 + word, word),
      offset: view.word(at + 8 + 2 * word, word),
      size: view.word(at + 8 + 3 * word, word),
      link: view.u32(at + 8 + 4 * word),
      align: view.word(at + 16 + 4 * word, word),
    }
  })
}

function readSegments(view: ByteView, word: 4 | 8): ElfSegment[] {
  const table = view.word(24 + word, word)
  const rowSize = view.u16(30 + 3 * word)
  const count = view.u16(32 + 3 * word)
  if (table === 0 || count === COUNT_IS_ELSEWHERE || rowSize < (word === 8 ? 56 : 32)) return []
  return readTable(count, (index) => {
    const at = table + index * rowSize
    return {
      type: view.u32(at),
      flags: view.u32(at + (word === 8 ? 4 : 24)),
      offset: view.word(at + word, word),
      address: view.word(at + 2 * word, word),
      size: view.word(at + 4 * word, word),
      align: view.word(at + (word === 8 ? 48 : 28), word),
    }
  })
}
