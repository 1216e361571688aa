import { type ByteView, orNothing, readTable } from './byte-view.ts'
import { type ElfFile, PT_DYNAMIC, PT_LOAD, SHT_DYNAMIC, SHT_GNU_VERDEF, SHT_NOBITS } from './elf-file.ts'
import { fileOffset } from './loaded-image.ts'

/** What an ELF file tells the dynamic linker. */
interface ElfLinking {
  readonly soname?: string
  readonly needed: readonly string[]
  readonly symbolVersions?: readonly string[]
}

const DT_NULL = 0
const DT_NEEDED = 1
const DT_STRTAB = 5
const DT_STRSZ = 10
const DT_SONAME = 14
const DT_VERDEF = 0x6ffffffc
const DT_VERDEFNUM = 0x6ffffffd

interface DynamicEntry {
  readonly tag: number
  readonly value: number
}

/** Reads the dynamic section: own name, libraries needed, versions of symbols defined (System V ABI, GNU versioning). */
export function readDynamic(elf: ElfFile): ElfLinking {
  const entries = orNothing(() => dynamicEntries(elf)) ?? []
  const names = orNothing(() => dynamicNames(elf, entries))
  if (names === undefined) return { needed: [] }
  const nameOf = (offset: number) => orNothing(() => names.name(offset))
  const needed = entries.flatMap(({ tag, value }) => (tag === DT_NEEDED && nameOf(value)) || [])
  const sonameAt = dynamicValue(entries, DT_SONAME)
  const soname = sonameAt === undefined ? undefined : nameOf(sonameAt)
  const symbolVersions = orNothing(() => versionDefinitions(elf, entries, names)) ?? []
  return {
    ...(soname ? { soname } : {}),
    needed: [...new Set(needed)],
    ...(symbolVersions.length === 0 ? {} : { symbolVersions }),
  }
}

function dynamicValue(entries: readonly DynamicEntry[], tag: number): number | undefined {
  return entries.find((entry) => entry.tag === tag)?.value
}

function dynamicEntries({ view, word, segments, sections }: ElfFile): DynamicEntry[] {
  const table = segments.find(({ type }) => type === PT_DYNAMIC) ?? sections.find(({ type }) => type === SHT_DYNAMIC)
  if (table === undefined) return []
  const entries = readTable(Math.floor(table.size / (2 * word)), (index) => ({
    tag: view.word(table.offset + 2 * word * index, word),
    value: view.word(table.offset + 2 * word * index + word, word),
  }))
  const end = entries.findIndex(({ tag }) => tag === DT_NULL)
  return end < 0 ? entries : entries.slice(0, end)
}

/** The names by their address; files without a program header name the section. */
function dynamicNames(elf: ElfFile, entries: readonly DynamicEntry[]): ByteView | undefined {
  const address = dynamicValue(entries, DT_STRTAB)
  const size = dynamicValue(entries, DT_STRSZ)
  if (address !== undefined && size !== undefined) {
    const loaded = elf.segments.filter(({ type }) => type === PT_LOAD)
    const found = orNothing(() => elf.view.part(fileOffset(loaded, address, size), size))
    if (found) return found
  }
  const link = elf.sections.find(({ type }) => type === SHT_DYNAMIC)?.link
  const section = link === undefined ? undefined : elf.sections[link]
  if (section === undefined || section.type === SHT_NOBITS) return undefined
  return elf.view.part(section.offset, section.size)
}

const IS_FILE_NAME = 1
const MAX_VERSIONS = 1024
const DEFINITION_BYTES = 20

function versionDefinitions(elf: ElfFile, entries: readonly DynamicEntry[], names: ByteView): string[] {
  const start = definitionsOffset(elf, entries)
  if (start === undefined) return []
  const found = new Set<string>()
  let at = start
  for (let row = 0; row < MAX_VERSIONS; row++) {
    const definition = orNothing(() => readDefinition(elf.view, at, names))
    if (definition === undefined) break
    // The first definition repeats the name of the library.
    if ((definition.flags & IS_FILE_NAME) === 0 && definition.name !== '') found.add(definition.name)
    if (definition.next === 0) break
    at += definition.next
  }
  return [...found]
}

function definitionsOffset(elf: ElfFile, entries: readonly DynamicEntry[]): number | undefined {
  const section = elf.sections.find(({ type, size }) => type === SHT_GNU_VERDEF && size >= DEFINITION_BYTES)
  if (section) return section.offset
  const address = dynamicValue(entries, DT_VERDEF)
  if (address === undefined || dynamicValue(entries, DT_VERDEFNUM) === undefined) return undefined
  return fileOffset(
    elf.segments.filter(({ type }) => type === PT_LOAD),
    address,
    DEFINITION_BYTES,
  )
}

function readDefinition(view: ByteView, at: number, names: ByteView) {
  const nameAt = view.u32(at + view.u32(at + 12))
  return { flags: view.u16(at + 2), name: names.name(nameAt), next: view.u32(at + 16) }
}
