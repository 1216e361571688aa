import { type ByteView, leadsNowhere } from './byte-view.ts'

/** A part of the file by name. Bytes. */
export interface NamedPart {
  readonly name: string
  readonly offset: number
  readonly size: number
}

/** A part of the file and the address at which the loader puts it. Bytes. */
export interface MappedPart {
  readonly address: number
  readonly offset: number
  readonly size: number
}

/** A program as the loader sees it, whatever its format: what compilers left in it is found the same way in all. */
export interface LoadedImage {
  readonly view: ByteView
  readonly sections: readonly NamedPart[]
  readonly mapped: readonly MappedPart[]
  /** The mapped parts that may be written and hold no code: where linkers put data that no section names. */
  readonly data: readonly MappedPart[]
  /** Addresses of those of the named symbols that are there. */
  symbols(names: readonly string[]): ReadonlyMap<string, number>
}

/** Where in the file `size` bytes at an address are; leads outside when they are not all in one mapped part. */
export function fileOffset(mapped: readonly MappedPart[], address: number, size: number): number {
  for (const part of mapped) {
    const within = address - part.address
    if (within >= 0 && within + size <= part.size) return part.offset + within
  }
  return leadsNowhere()
}

/** The bytes of a section, if there is one of that name. */
export function sectionBytes(image: LoadedImage, name: string): Buffer | undefined {
  const section = image.sections.find((candidate) => candidate.name === name)
  return section && image.view.slice(section.offset, section.size)
}
