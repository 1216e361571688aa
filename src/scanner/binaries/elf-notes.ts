import { MAX_ROWS, orNothing } from './byte-view.ts'
import { type ElfFile, PT_NOTE, SHT_NOTE } from './elf-file.ts'

/** What the notes of an ELF file say. */
interface ElfNotes {
  readonly buildId?: string
  readonly note?: string
}

interface Note {
  readonly name: string
  readonly type: number
  readonly content: Buffer
  readonly end: number
}

const NT_GNU_BUILD_ID = 3
const NT_FDO_PACKAGING = 0xcafe1a7e
const MAX_BUILD_ID = 64
const MAX_PACKAGE_NOTE = 64 * 1024

/** Reads the build id and the package note (systemd's "Package Metadata for Executable Files"). */
export function readNotes(elf: ElfFile): ElfNotes {
  let buildId: string | undefined
  let packageNote: string | undefined
  for (const { name, type, content } of notesOf(elf)) {
    if (name === 'GNU' && type === NT_GNU_BUILD_ID && content.length > 0 && content.length <= MAX_BUILD_ID)
      buildId ??= content.toString('hex')
    if (name === 'FDO' && type === NT_FDO_PACKAGING && content.length <= MAX_PACKAGE_NOTE)
      packageNote ??= untilZero(content)
  }
  return {
    ...(buildId === undefined ? {} : { buildId }),
    ...(packageNote === undefined ? {} : { note: packageNote }),
  }
}

function untilZero(content: Buffer): string {
  const end = content.indexOf(0)
  return content.toString('utf8', 0, end < 0 ? content.length : end)
}

function* notesOf(elf: ElfFile): Generator<Note> {
  const places = [
    ...elf.segments.filter(({ type }) => type === PT_NOTE),
    ...elf.sections.filter(({ type }) => type === SHT_NOTE),
  ]
  const seen = new Set<number>()
  let left = MAX_ROWS
  for (const { offset, size, align } of places) {
    let at = offset
    while (at < offset + size && left-- > 0 && !seen.has(at)) {
      seen.add(at)
      const note = orNothing(() => readNote(elf, at, align === 8 ? 8 : 4))
      if (note === undefined) break
      yield note
      at = note.end
    }
  }
}

function readNote({ view }: ElfFile, at: number, align: 4 | 8): Note {
  const nameSize = view.u32(at)
  const contentSize = view.u32(at + 4)
  const contentAt = at + padded(12 + nameSize, align)
  return {
    name: view.fixedName(at + 12, nameSize),
    type: view.u32(at + 8),
    content: view.slice(contentAt, contentSize),
    end: contentAt + padded(contentSize, align),
  }
}

const padded = (size: number, align: number) => Math.ceil(size / align) * align
