import { ByteView, orNothing, readTable } from './byte-view.ts'
import type { MappedPart, NamedPart } from './loaded-image.ts'

/** A section of a PE file. `address` is relative to the image base, as all addresses within the file are. */
interface PeSection extends NamedPart, MappedPart {
  readonly flags: number
}

/** The tables of a PE file; a table that is broken is empty. */
export interface PeFile {
  readonly view: ByteView
  readonly machine: number
  readonly imageBase: number
  readonly sections: readonly PeSection[]
  /** Place of each data directory, relative to the image base. */
  readonly directories: readonly { readonly address: number; readonly size: number }[]
}

/** Indexes of data directories. */
export const EXPORTS = 0
export const IMPORTS = 1
export const RESOURCES = 2
export const CLR_HEADER = 14

const PE_SIGNATURE = 0x00004550
const PE32_PLUS = 0x20b
const COFF_HEADER_BYTES = 20
const SYMBOL_BYTES = 18

/** Reads the tables of a PE file of 32 or 64 bits (Microsoft PE format). Undefined for other bytes, such as DOS programs. */
export function openPe(bytes: Buffer): PeFile | undefined {
  if (bytes.length < 64 || bytes[0] !== 0x4d || bytes[1] !== 0x5a) return undefined
  const view = new ByteView(bytes, false)
  return orNothing(() => {
    const header = view.u32(0x3c)
    if (view.u32(header) !== PE_SIGNATURE) return undefined
    const coff = header + 4
    const optional = coff + COFF_HEADER_BYTES
    const isWide = view.u16(optional) === PE32_PLUS
    return {
      view,
      machine: view.u16(coff),
      imageBase: isWide ? view.u64(optional + 24) : view.u32(optional + 28),
      sections: readSections(view, coff, optional + view.u16(coff + 16)),
      directories: readDirectories(view, optional + (isWide ? 108 : 92)),
    }
  })
}

function readDirectories(view: ByteView, at: number) {
  const count = Math.min(view.u32(at), 16)
  return readTable(count, (index) => ({ address: view.u32(at + 4 + 8 * index), size: view.u32(at + 8 + 8 * index) }))
}

function readSections(view: ByteView, coff: number, table: number): PeSection[] {
  const longNames = view.u32(coff + 8) + SYMBOL_BYTES * view.u32(coff + 12)
  return readTable(view.u16(coff + 2), (index) => {
    const at = table + 40 * index
    const virtualSize = view.u32(at + 8)
    const stored = view.u32(at + 16)
    return {
      name: sectionName(view, at, longNames),
      address: view.u32(at + 12),
      // Stored sections are filled up to a multiple of some hundred bytes.
      size: virtualSize === 0 ? stored : Math.min(virtualSize, stored),
      offset: view.u32(at + 20),
      flags: view.u32(at + 36),
    }
  })
}

/** Names of more than eight bytes stand in a table behind the symbols, as `/` and the place there. */
function sectionName(view: ByteView, at: number, longNames: number): string {
  const short = view.fixedName(at, 8)
  if (!/^\/\d{1,7}$/.test(short)) return short
  return orNothing(() => view.name(longNames + Number(short.slice(1)))) ?? short
}
