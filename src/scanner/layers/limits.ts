/** Bounds for hostile input. Every one is a setting; sizes are bytes. */
export interface Limits {
  /** Uncompressed bytes of one layer (LIM-1). */
  readonly layerBytes: number
  /** Entries of one layer (LIM-2). */
  readonly entries: number
  /** Length of one path (LIM-2). */
  readonly pathBytes: number
  /** Folders above an entry (LIM-2). */
  readonly pathDepth: number
  /** One pax header or GNU long name (LIM-2). */
  readonly paxHeaderBytes: number
  /** One captured text file (LIM-3). */
  readonly textFileBytes: number
  /** One program or library whose structure is read; larger ones are only searched (LIM-6). */
  readonly executableBytes: number
  /** One rpm database (LIM-3). */
  readonly rpmDatabaseBytes: number
  /** One archive that is read by its directory; larger ones by their local headers (LAY-9). */
  readonly archiveBytes: number
  /** Archives within archives (LIM-4). */
  readonly archiveNesting: number
  /** Entries of one outer archive and of all within it (LIM-4). */
  readonly archiveEntries: number
  /** Bytes inflated for one outer archive and all within it (LIM-4). */
  readonly archiveInflatedBytes: number
  /** All captured text of one layer: keeps `LayerFacts` and memory bounded. */
  readonly capturedBytes: number
  /** Captured files of one layer. */
  readonly capturedFiles: number
  /** All listed paths of one layer after prefix compression: keeps memory bounded. */
  readonly listedPathBytes: number
  /** Nesting of a JSON file (LIM-5). */
  readonly jsonDepth: number
  /** Hits kept per file and product needle (LIM-10 keeps the search itself linear). */
  readonly hitsPerFile: number
}

const MIB = 1024 * 1024

export const defaultLimits: Limits = {
  layerBytes: 20 * 1024 * MIB,
  entries: 5_000_000,
  pathBytes: 4096,
  pathDepth: 1024,
  paxHeaderBytes: MIB,
  textFileBytes: 8 * MIB,
  executableBytes: 128 * MIB,
  rpmDatabaseBytes: 128 * MIB,
  archiveBytes: 32 * MIB,
  archiveNesting: 5,
  archiveEntries: 200_000,
  archiveInflatedBytes: 1024 * MIB,
  capturedBytes: 256 * MIB,
  capturedFiles: 250_000,
  listedPathBytes: 128 * MIB,
  jsonDepth: 200,
  hitsPerFile: 32,
}
