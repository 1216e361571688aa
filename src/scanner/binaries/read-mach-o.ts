import { type ByteView, orNothing } from './byte-view.ts'
import { readEmbedded } from './embedded.ts'
import type { ExecutableFacts } from './executable-facts.ts'
import type { LoadedImage } from './loaded-image.ts'
import { type LoadCommand, type MachOFile, machOSlices, openMachO } from './mach-o-file.ts'

const machines: Readonly<Record<number, string>> = {
  7: '386',
  16777223: 'amd64',
  12: 'arm',
  16777228: 'arm64',
  18: 'ppc',
  16777234: 'ppc64',
}

/** Facts of a Mach-O file; of a fat one those of its first slice, which the compiler made from the same packages. */
export function readMachO(bytes: Buffer): ExecutableFacts | undefined {
  for (const slice of machOSlices(bytes)) {
    const file = openMachO(slice)
    if (file) return factsOf(file)
  }
  return undefined
}

const LC_SYMTAB = 0x2
const LC_LOAD_DYLIB = 0xc
const LC_ID_DYLIB = 0xd
const LC_UUID = 0x1b
const LC_LOAD_WEAK_DYLIB = 0x80000018
const LC_REEXPORT_DYLIB = 0x8000001f
const LC_LOAD_UPWARD_DYLIB = 0x80000023
const loading = new Set([LC_LOAD_DYLIB, LC_LOAD_WEAK_DYLIB, LC_REEXPORT_DYLIB, LC_LOAD_UPWARD_DYLIB])

function factsOf(file: MachOFile): ExecutableFacts {
  const architecture = machines[file.machine]
  const soname = namesIn(file.commands.filter(({ command }) => command === LC_ID_DYLIB))[0]
  const uuid = file.commands.find(({ command }) => command === LC_UUID)
  const buildId = uuid && orNothing(() => uuid.view.slice(8, 16).toString('hex'))
  return {
    format: 'mach-o',
    ...(architecture === undefined ? {} : { architecture }),
    ...(soname === undefined ? {} : { soname }),
    needed: [...new Set(namesIn(file.commands.filter(({ command }) => loading.has(command))))],
    ...(buildId === undefined ? {} : { buildId }),
    ...readEmbedded(imageOf(file)),
  }
}

function namesIn(commands: readonly LoadCommand[]): string[] {
  return commands.flatMap(({ view }) => orNothing(() => view.name(view.u32(8))) || [])
}

const READ_WRITE = 3

function imageOf(file: MachOFile): LoadedImage {
  return {
    view: file.view,
    sections: file.sections,
    mapped: file.segments,
    data: file.segments.filter(({ protection }) => protection === READ_WRITE),
    symbols: (names) => machOSymbols(file, names),
  }
}

const MAX_SYMBOLS = 500_000

/** Addresses of the named symbols, which the compiler prefixes with an underscore. */
function machOSymbols(file: MachOFile, wanted: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  const table = file.commands.find(({ command }) => command === LC_SYMTAB)
  if (table === undefined) return found
  const names = file.view.part(table.view.u32(16), table.view.u32(20))
  if (!wanted.every((name) => names.bytes.includes(`_${name}\0`, 0, 'latin1'))) return found
  const [start, count, rowSize] = [table.view.u32(8), table.view.u32(12), file.word === 8 ? 16 : 12]
  if (count > MAX_SYMBOLS) return found
  for (let index = 0; index < count && found.size < wanted.length; index++) {
    const at = start + index * rowSize
    const name = nameAmong(names, file.view.u32(at), wanted)
    if (name !== undefined) found.set(name, file.view.word(at + 8, file.word))
  }
  return found
}

function nameAmong(names: ByteView, at: number, wanted: readonly string[]): string | undefined {
  return wanted.find((name) => names.bytes.toString('latin1', at, at + name.length + 2) === `_${name}\0`)
}
