// A program that writes into an embedded database until it is killed, and says on standard output what is stored:
//   found <rows>      what an earlier run left, all of it checked
//   stored <number>   a transaction whose commit was acknowledged
import { sql } from 'kysely'
import type { Database } from '../../src/platform/db/database.ts'
import { openDatabase } from '../../src/platform/db/open-database.ts'
import { silentLog } from '../../src/platform/testing/silent-log.ts'

const rowsPerTransaction = 3

const [dataDir = ''] = process.argv.slice(2)
try {
  await writeForEver(await openDatabase({ dataDir, log: silentLog }))
} catch (error) {
  console.log(`refused ${error instanceof Error && 'code' in error ? error.code : error}`)
  process.exit(1)
}

async function writeForEver(database: Database): Promise<never> {
  await database.execute('CREATE TABLE IF NOT EXISTS entry (transaction int, part int, filling text)')
  const last = await check(database)
  console.log(`found ${last}`)
  for (let number = last + 1; ; number++) {
    await database.transaction(async (tx) => {
      for (let part = 0; part < rowsPerTransaction; part++) {
        const filling = 'x'.repeat((number * 37) % 3000)
        await sql`INSERT INTO entry VALUES (${number}, ${part}, ${filling})`.execute(tx)
      }
    })
    console.log(`stored ${number}`)
  }
}

/** Every transaction is there as a whole, without gaps; the catalogue and the rows agree. Answers the last number. */
async function check(database: Database): Promise<number> {
  const { rows } = await database.execute('SELECT transaction, count(*) AS parts FROM entry GROUP BY 1 ORDER BY 1')
  rows.forEach((row, index) => {
    if (row.transaction !== index + 1) throw new Error(`transaction ${index + 1} is missing`)
    if (row.parts !== BigInt(rowsPerTransaction)) throw new Error(`transaction ${index + 1} has ${row.parts} parts`)
  })
  return rows.length
}
