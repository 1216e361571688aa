import type { Limits } from '../../layers/limits.ts'
import type { FileReading, Parsed, PathAnalyzer } from '../analyzer.ts'
import { foundPackages } from './found-packages.ts'
import { keepDatabase, readKept } from './keep-database.ts'

const folders = ['var/lib/rpm/', 'usr/share/rpm/', 'usr/lib/sysimage/rpm/']
const names = ['Packages', 'Packages.db', 'rpmdb.sqlite']
const journalName = 'rpmdb.sqlite-wal'
const databases: ReadonlySet<string> = new Set(folders.flatMap((folder) => names.map((name) => folder + name)))
const journals: ReadonlySet<string> = new Set(folders.map((folder) => folder + journalName))

/** Packages of rpm, from databases of its three formats: Berkeley DB hash, NDB and SQLite. */
export const rpmAnalyzer: PathAnalyzer = {
  id: 'rpm',
  version: 1,
  wants: (path) => databases.has(path) || journals.has(path),
  read({ path, size }, limits) {
    if (journals.has(path)) return journalReading(size)
    return size > limits.rpmDatabaseBytes ? undefined : databaseReading(size, limits)
  },
  parse: ({ text }) => parseKept(text),
}

function parseKept(text: string): Parsed {
  const packages = readKept(text)
  return packages ? foundPackages(packages, 'rpm.database') : { packages: [], unreadable: 'is not what was kept' }
}

function databaseReading(size: number, limits: Limits): FileReading {
  const whole = Buffer.allocUnsafe(size)
  let filled = 0
  return {
    write(slice) {
      filled += slice.copy(whole, filled)
      return filled < size
    },
    // An empty file is how a database starts, and lists nothing.
    end: () => (size === 0 ? { ignore: true } : keepDatabase(whole.subarray(0, filled), limits)),
  }
}

const JOURNAL_HEADER = 32

/** rpm empties the journal when it is done. One that is not empty may hold packages that the database lacks. */
function journalReading(size: number): FileReading {
  return {
    write: () => false,
    end: () => (size <= JOURNAL_HEADER ? { ignore: true } : { unreadable: 'changes were not written to the database' }),
  }
}
