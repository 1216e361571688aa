import { orNothing } from './byte-view.ts'
import { type ElfFile, type ElfSection, SHT_DYNSYM, SHT_SYMTAB } from './elf-file.ts'

// A large program has some hundred thousand; nothing is searched in a file that claims more.
const MAX_SYMBOLS = 500_000
const MAX_TABLES = 2

/** Addresses of the named symbols in the symbol tables of an ELF file. */
export function elfSymbols(elf: ElfFile, wanted: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  const tables = elf.sections.filter(({ type }) => type === SHT_DYNSYM || type === SHT_SYMTAB)
  for (const table of tables.slice(0, MAX_TABLES)) {
    orNothing(() => searchTable(elf, table, wanted, found))
  }
  return found
}

function searchTable(elf: ElfFile, table: ElfSection, wanted: readonly string[], found: Map<string, number>): void {
  const { view, word } = elf
  const names = elf.sections[table.link]
  if (names === undefined) return
  const text = view.slice(names.offset, names.size)
  // Most files have none of them, which a plain search says at once.
  if (!wanted.every((name) => text.includes(`${name}\0`, 0, 'latin1'))) return
  const rowSize = word === 8 ? 24 : 16
  const count = Math.floor(table.size / rowSize)
  if (count > MAX_SYMBOLS) return
  for (let index = 0; index < count && found.size < wanted.length; index++) {
    const at = table.offset + index * rowSize
    const nameAt = view.u32(at)
    const name = wanted.find((candidate) => startsWith(text, nameAt, `${candidate}\0`))
    if (name !== undefined) found.set(name, view.word(at + word, word))
  }
}

function startsWith(text: Buffer, at: number, name: string): boolean {
  return at + name.length <= text.length && text.toString('latin1', at, at + name.length) === name
}
