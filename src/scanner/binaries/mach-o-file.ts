import { ByteView, leadsNowhere, MAX_ROWS, orNothing } from './byte-view.ts'
import type { MappedPart, NamedPart } from './loaded-image.ts'

/** A load command: its number, and its bytes with the head. */
export interface LoadCommand {
  readonly command: number
  readonly view: ByteView
}

/** What of a thin Mach-O file is looked at. */
export interface MachOFile {
  readonly view: ByteView
  /** Bytes of an address. */
  readonly word: 4 | 8
  readonly machine: number
  readonly commands: readonly LoadCommand[]
  readonly segments: readonly (NamedPart & MappedPart & { readonly protection: number })[]
  readonly sections: readonly NamedPart[]
}

const THIN_32 = 0xfeedface
const THIN_64 = 0xfeedfacf
const FAT_32 = 0xcafebabe
const FAT_64 = 0xcafebabf
const LC_SEGMENT = 0x1
const LC_SEGMENT_64 = 0x19
// Java class files begin like fat files; there the number that follows is a version of 45 or more.
const MAX_SLICES = 32

/** The files for single machines in a fat Mach-O file, each within its bounds; a thin file is its own only slice. */
export function machOSlices(bytes: Buffer): Buffer[] {
  if (bytes.length < 8) return []
  const magic = bytes.readUInt32BE(0)
  if (magic !== FAT_32 && magic !== FAT_64) return [bytes]
  const view = new ByteView(bytes, true)
  const word = magic === FAT_64 ? 8 : 4
  const count = view.u32(4)
  if (count > MAX_SLICES) return []
  const slices: Buffer[] = []
  for (let index = 0; index < count; index++) {
    const at = 8 + index * (word === 8 ? 32 : 20)
    const slice = orNothing(() => view.slice(view.word(at + 8, word), view.word(at + 8 + word, word)))
    if (slice) slices.push(slice)
  }
  return slices
}

/** Reads the load commands of a thin Mach-O file. Undefined for other bytes. */
export function openMachO(bytes: Buffer): MachOFile | undefined {
  if (bytes.length < 28) return undefined
  const [big, little] = [bytes.readUInt32BE(0), bytes.readUInt32LE(0)]
  const magic = big === THIN_32 || big === THIN_64 ? big : little
  if (magic !== THIN_32 && magic !== THIN_64) return undefined
  const view = new ByteView(bytes, magic === big)
  const word = magic === THIN_64 ? 8 : 4
  const commands = readCommands(view, word === 8 ? 32 : 28)
  const segments = commands.flatMap((command) => orNothing(() => readSegment(command)) ?? [])
  return {
    view,
    word,
    machine: view.u32(4),
    commands,
    segments,
    sections: sectionsIn(commands),
  }
}

function readCommands(view: ByteView, start: number): LoadCommand[] {
  const commands: LoadCommand[] = []
  const count = Math.min(view.u32(16), MAX_ROWS)
  let at = start
  while (commands.length < count) {
    const next = orNothing(() => readCommand(view, at))
    if (next === undefined) break
    commands.push(next)
    at += next.view.bytes.length
  }
  return commands
}

function readCommand(view: ByteView, at: number): LoadCommand {
  const size = view.u32(at + 4)
  return size < 8 ? leadsNowhere() : { command: view.u32(at), view: view.part(at, size) }
}

function segmentWord(command: number): 4 | 8 | undefined {
  if (command === LC_SEGMENT_64) return 8
  return command === LC_SEGMENT ? 4 : undefined
}

function readSegment({ command, view }: LoadCommand): MachOFile['segments'][number] | undefined {
  const word = segmentWord(command)
  if (word === undefined) return undefined
  return {
    name: view.fixedName(8, 16),
    address: view.word(24, word),
    offset: view.word(24 + 2 * word, word),
    size: view.word(24 + 3 * word, word),
    protection: view.u32(28 + 4 * word),
  }
}

function sectionsIn(commands: readonly LoadCommand[]): NamedPart[] {
  const sections: NamedPart[] = []
  for (const command of commands) {
    if (sections.length > MAX_ROWS) return []
    sections.push(...(orNothing(() => readSections(command)) ?? []))
  }
  return sections
}

const ZERO_FILL = 1

function readSections({ command, view }: LoadCommand): NamedPart[] {
  const word = segmentWord(command)
  if (word === undefined) return []
  const count = Math.min(view.u32(32 + 4 * word), MAX_ROWS)
  const size = word === 8 ? 80 : 68
  const sections: NamedPart[] = []
  for (let index = 0; index < count; index++) {
    const at = 40 + 4 * word + size * index
    const offsetAt = at + 32 + 2 * word
    if (at + size > view.bytes.length) break
    // Sections without content in the file would lead to its head.
    if ((view.u32(offsetAt + 16) & 0xff) === ZERO_FILL) continue
    sections.push({ name: view.fixedName(at, 16), size: view.word(at + 32 + word, word), offset: view.u32(offsetAt) })
  }
  return sections
}
