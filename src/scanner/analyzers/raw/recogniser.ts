/**
 * How one product is recognised in the bytes of a program or library. Patterns see single lines of readable text and may
 * name groups: `version`, or `major`, `minor` and `patch` where it is written in pieces, and `series` for the first part of
 * a version that stands elsewhere. They are matched to the
 * text at a hit only, at most 160 characters, so that none needs to be searched for (LIM-10).
 */
export interface Recogniser {
  /** Name in package URLs, key of the table of advisory names, and last part of the rule's id. */
  readonly product: string
  /** Each must be there; of an inner list any. */
  readonly all: readonly (Signal | readonly Signal[])[]
  /** Look-alikes: if any is there it is not this product (RAW-5). */
  readonly none?: readonly Signal[]
  /**
   * The shape of a version that stands alone. It only tells the version, never the product (RAW-3).
   */
  readonly bareVersion?: RegExp
  /** Without a version it is taken for a mention. */
  readonly onlyWithVersion?: true
  /**
   * For libraries: any of these means that the file is the library or a tool of it. Without one it is contained in the file
   * (RAW-4), or not there at all if the file loads a library of such a name. Absent for programs, which are the file.
   */
  readonly itself?: readonly Signal[]
}

export type Signal = TextSignal | ScriptSignal | SonameSignal | GoProgramSignal

/** A line of text within the file. */
export interface TextSignal {
  /** What is searched for. At least six bytes: the shortest decides how fast all are found. */
  readonly needle: string
  /** How the line goes on, from the needle on. Absent: anyhow. */
  readonly text?: RegExp
  /** How the line starts, up to the needle, 64 characters at most. Absent: with the needle. */
  readonly before?: RegExp
}

/** A line of a script. */
export type ScriptSignal = { readonly script: true } & TextSignal

/** The name that a shared library gives itself. */
export interface SonameSignal {
  readonly soname: RegExp
}

/** The import path of the main package, as the Go linker leaves it. */
export interface GoProgramSignal {
  readonly goProgram: RegExp
  /** For the tools of Go, whose version is that of Go itself. */
  readonly toolchain?: true
}

/** For `before`: whatever precedes. */
export const anything = /^/
