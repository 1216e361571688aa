import type { Limits } from '../layers/limits.ts'

/** What an analyzer looks for in archives. `T` is plain JSON. */
export interface ArchiveInterest<T> {
  wantsText(name: string): boolean
  /** What of the text any later parser could need; undefined when it says nothing. */
  keep(name: string, text: string, limits: Limits): { readonly kept: T } | { readonly unreadable: string } | undefined
  /** Whether the entry is an archive that is looked into as well. */
  wantsArchive(name: string): boolean
}

/** What was found in one archive: the outer one, or one within. */
export interface ArchiveContents<T> {
  /** The names that lead from the outer archive to this one; empty for the outer one. */
  readonly inside: readonly string[]
  /** Of the archive's bytes, hexadecimal. */
  readonly sha1: string
  /** True when it was read by its local headers, which may list entries that were deleted (LAY-9). */
  readonly streamed?: true
  readonly entries: readonly { readonly name: string; readonly kept: T }[]
}

/** Names the place of something in archives as Java does: `outer.jar!/inner.jar!/entry`. */
export function placeIn(...names: readonly string[]): string {
  return names.join('!/')
}
