import { Damaged } from './checked-bytes.ts'

/** One entry of a package database: the header of a package, or why there is none. */
export type DatabaseEntry = { readonly header: Buffer } | { readonly broken: string }

/** One header; the largest in use, with tens of thousands of files, have a third of that. Bytes. */
export const MAX_HEADER_BYTES = 32 * 1024 * 1024

/** What `read` gives, or why it gives nothing. */
export function entryOf(where: string, read: () => Buffer): DatabaseEntry {
  try {
    const header = read()
    if (header.length > MAX_HEADER_BYTES) throw new Damaged('larger than any header')
    return { header }
  } catch (error) {
    return { broken: `${where} ${reasonOf(error)}` }
  }
}

/** The clause of a `Damaged`; rethrows everything else. */
export function reasonOf(error: unknown): string {
  if (error instanceof Damaged) return error.message
  throw error
}

/** The parts of a sound database do not overlap: with this guard a small file cannot unfold into a large one. */
export class Allotment {
  #left: number

  /** `bytes` is the size of the file, or of the part of it, that is taken apart. */
  constructor(bytes: number) {
    this.#left = bytes
  }

  take(bytes: number): void {
    if (bytes > this.#left) throw new Damaged('overlaps with other entries')
    this.#left -= bytes
  }
}

/** Pages that chains and trees have used: each belongs to one of them, so loops end and nothing is read twice. */
export class PageClaims {
  readonly #claimed: Uint8Array

  /** `pages` counts all, also page 0, which belongs to nobody. */
  constructor(pages: number) {
    this.#claimed = new Uint8Array(pages)
    this.#claimed[0] = 1
  }

  claim(page: number): void {
    if (!(page < this.#claimed.length)) throw new Damaged('points to a page that is not there')
    if (this.#claimed[page] === 1) throw new Damaged('points to a page that was read before')
    this.#claimed[page] = 1
  }
}
