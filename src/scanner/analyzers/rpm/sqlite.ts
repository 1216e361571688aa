import { Damaged } from './checked-bytes.ts'
import { type DatabaseEntry, entryOf } from './database-entry.ts'
import { type Column, numberIn, readColumns } from './sqlite-record.ts'
import { SqliteFile } from './sqlite-table.ts'

const SCHEMA_ROOT = 1

/** The headers in the table `Packages` of an SQLite file. Throws `Damaged` when there is no such table. */
export function* readSqlite(bytes: Buffer): Generator<DatabaseEntry> {
  const file = new SqliteFile(bytes)
  const root = findRoot(file, 'packages')
  for (const row of file.rows(root)) {
    if ('broken' in row) yield row
    else yield entryOf('a row', () => firstBlob(row.payload))
  }
}

/** The page where the tree of a table starts, from the schema: type, name, table, root page, statement. */
function findRoot(file: SqliteFile, table: string): number {
  for (const row of file.rows(SCHEMA_ROOT)) {
    const [type, name, , root] = 'payload' in row ? columnsOf(row.payload) : []
    if (textOf(type) !== 'table' || textOf(name)?.toLowerCase() !== table) continue
    const page = root && numberIn(root)
    if (page) return page
  }
  throw new Damaged('has no table of packages')
}

const SCHEMA_COLUMNS = 4

function columnsOf(payload: Buffer): Column[] {
  const columns: Column[] = []
  try {
    for (const column of readColumns(payload)) if (columns.push(column) === SCHEMA_COLUMNS) break
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
  }
  return columns
}

function textOf(column: Column | undefined): string | undefined {
  return column?.kind === 'text' && column.bytes.length <= 64 ? column.bytes.toString('utf8') : undefined
}

function firstBlob(payload: Buffer): Buffer {
  for (const { kind, bytes } of readColumns(payload)) if (kind === 'blob') return bytes
  throw new Damaged('has no header')
}
