import { ByteView, leadsNowhere, orNothing } from './byte-view.ts'
import type { ExecutableFacts } from './executable-facts.ts'
import { fileOffset, type LoadedImage, type MappedPart } from './loaded-image.ts'

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const ALIGNMENT = 16
const HEADER_BYTES = 32
const STRINGS_FOLLOW = 2
const BIG_ENDIAN = 1
// Programs that read build info hold the magic as text of their own; more places than these no real file has.
const MAX_CANDIDATES = 64
// A hostile file may list its whole length as thousands of parts.
const MAX_PARTS = 8
const MAX_VERSION_BYTES = 256
const MAX_MODULES_BYTES = 4 * 1024 * 1024

/**
 * What the Go linker left, in all its forms: strings in the place itself since Go 1.18, before that pointers to them of
 * either size and byte order. It has a section of its own; where that has lost its name, as in PE files and where the section
 * table was removed, the data of the program is searched.
 */
export function readGoBuildInfo(image: LoadedImage): ExecutableFacts['go'] {
  for (const part of partsToSearch(image)) {
    for (const at of candidates(image.view, part)) {
      const found = orNothing(() => decode(image, at))
      if (found) return found
    }
  }
  return undefined
}

function partsToSearch(image: LoadedImage): readonly Pick<MappedPart, 'offset' | 'size'>[] {
  const named = image.sections.filter(({ name }) => name === '.go.buildinfo' || name === '__go_buildinfo')
  return (named.length > 0 ? named : image.data).slice(0, MAX_PARTS)
}

function* candidates(view: ByteView, { offset, size }: Pick<MappedPart, 'offset' | 'size'>): Generator<number> {
  const part = orNothing(() => view.slice(offset, Math.min(size, view.bytes.length - offset)))
  if (part === undefined) return
  let left = MAX_CANDIDATES
  for (let at = part.indexOf(MAGIC); at >= 0 && left > 0; at = part.indexOf(MAGIC, at + 1), left--) {
    // Of the address, which the offset in the file follows.
    if ((offset + at) % ALIGNMENT === 0) yield offset + at
  }
}

function decode(image: LoadedImage, at: number): NonNullable<ExecutableFacts['go']> {
  const flags = image.view.u8(at + 15)
  const { version, modules } =
    (flags & STRINGS_FOLLOW) === 0 ? pointedTo(image, at, flags) : following(image.view, at + HEADER_BYTES)
  const toolchain = version.toString('utf8', 0, MAX_VERSION_BYTES)
  // Otherwise it is the text of a program that looks for build info in others.
  if (!toolchain.startsWith('go') && !toolchain.startsWith('devel')) return leadsNowhere()
  return { version: toolchain, modules: withoutFrame(modules).toString('utf8') }
}

interface RawStrings {
  readonly version: Buffer
  readonly modules: Buffer
}

function following(view: ByteView, start: number): RawStrings {
  const first = lengthAt(view, start)
  const second = orNothing(() => lengthAt(view, first.at + first.length))
  return {
    version: view.slice(first.at, first.length),
    modules: (second && orNothing(() => view.slice(second.at, second.length))) ?? Buffer.alloc(0),
  }
}

/** A length in groups of seven bits, lowest first. */
function lengthAt(view: ByteView, start: number): { readonly at: number; readonly length: number } {
  let length = 0
  for (let index = 0; index < 4; index++) {
    const byte = view.u8(start + index)
    length += (byte & 0x7f) << (7 * index)
    if (byte < 0x80) return length > MAX_MODULES_BYTES ? leadsNowhere() : { at: start + index + 1, length }
  }
  return leadsNowhere()
}

function pointedTo({ view, mapped }: LoadedImage, at: number, flags: number): RawStrings {
  const size = view.u8(at + 14)
  if (size !== 4 && size !== 8) return leadsNowhere()
  const memory = new ByteView(view.bytes, (flags & BIG_ENDIAN) !== 0)
  const text = (pointerAt: number) => {
    const string = fileOffset(mapped, memory.word(pointerAt, size), 2 * size)
    const length = memory.word(string + size, size)
    if (length > MAX_MODULES_BYTES) return leadsNowhere()
    return length === 0 ? Buffer.alloc(0) : memory.slice(fileOffset(mapped, memory.word(string, size), length), length)
  }
  return { version: text(at + 16), modules: orNothing(() => text(at + 16 + size)) ?? Buffer.alloc(0) }
}

const FRAME_BYTES = 16

/** The module table stands between two marks of 16 bytes; without them it is none. */
function withoutFrame(modules: Buffer): Buffer {
  const framed = modules.length > 2 * FRAME_BYTES && modules[modules.length - FRAME_BYTES - 1] === 0x0a
  return framed ? modules.subarray(FRAME_BYTES, modules.length - FRAME_BYTES) : Buffer.alloc(0)
}
