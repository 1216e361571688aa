import { isBerkeleyHash, readBerkeleyHash } from './berkeley-hash.ts'
import { Damaged } from './checked-bytes.ts'
import { type DatabaseEntry, reasonOf } from './database-entry.ts'
import { isNdb, readNdb } from './ndb.ts'
import { readHeader } from './read-header.ts'
import type { RpmPackage } from './rpm-package.ts'
import { readSqlite } from './sqlite.ts'
import { isSqlite } from './sqlite-table.ts'

/** Each package of a database, and each reason why one, or a part of one, is missing. */
export type ReadEntry = { readonly package: RpmPackage } | { readonly broken: string }

/** So many broken entries are no accident; the rest would only cost time. */
const MAX_BROKEN = 10_000

/**
 * Reads an rpm database of any of its three formats, decided by its first bytes, never by its name. Yields at least one
 * reason when the bytes are none; never throws, and never yields more than the bytes can hold.
 */
export function* readRpmDatabase(bytes: Buffer): Generator<ReadEntry> {
  let broken = 0
  try {
    for (const entry of entriesOf(bytes)) {
      for (const read of readEntry(entry)) {
        yield read
        if ('broken' in read && ++broken === MAX_BROKEN) return yield { broken: 'the rest was not read' }
      }
    }
  } catch (error) {
    yield { broken: `the file ${reasonOf(error)}` }
  }
}

function entriesOf(bytes: Buffer): Generator<DatabaseEntry> {
  if (isSqlite(bytes)) return readSqlite(bytes)
  if (isNdb(bytes)) return readNdb(bytes)
  if (isBerkeleyHash(bytes)) return readBerkeleyHash(bytes)
  throw new Damaged('is in no format that rpm uses')
}

function* readEntry(entry: DatabaseEntry): Generator<ReadEntry> {
  if ('broken' in entry) return yield entry
  try {
    const read = readHeader(entry.header)
    yield { package: read.package }
    if (read.broken !== undefined) yield { broken: read.broken }
  } catch (error) {
    yield { broken: `a header ${reasonOf(error)}` }
  }
}
