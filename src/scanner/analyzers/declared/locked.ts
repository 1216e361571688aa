import type { Ecosystem } from '../analyzer.ts'

/** One package that a lockfile or a bill of materials lists. */
export interface Locked {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly version: string
}

/** What a reader of one kind of list answers: the list, or why it cannot be read. */
export type Listed = readonly Locked[] | { readonly unreadable: string }

/** Reads one kind of list. Never throws, whatever the text. */
export type ListReader = (text: string, maxDepth: number) => Listed
