/** The files of a package, as rpm lists them: parallel lists, folders apart. */
export interface RpmFiles {
  /** Each with its last slash. */
  readonly folders: readonly string[]
  readonly names: readonly string[]
  /** For each name the index of its folder. */
  readonly folderOf: readonly number[]
  /** For each name: bit 0 marks configuration, bit 6 what is not in the package (`RPMFILE_*`). */
  readonly flags?: readonly number[]
  /** For each name: hex digits, or nothing for folders and links. */
  readonly digests?: readonly string[]
  /** As OpenPGP numbers them: 1 MD5, 2 SHA-1, 8 SHA-256 … Absent means MD5. */
  readonly digestAlgorithm?: number
}

/** What is kept of one installed package: all that a later parser could need (LAY-8). */
export interface RpmPackage {
  readonly name: string
  readonly version: string
  readonly release: string
  readonly epoch?: number
  readonly architecture?: string
  /** File name of the source package. */
  readonly sourceRpm?: string
  /** `name:stream:version:context` of the module that it belongs to. */
  readonly module?: string
  readonly vendor?: string
  readonly license?: string
  readonly files?: RpmFiles
}
