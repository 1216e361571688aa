import { openDatabase } from '../../platform/db/open-database.ts'
import type { CommandContext } from '../command-line.ts'

/** `chandlery migrate`: brings the database up to date and stops, for deployments that migrate before they switch. */
export async function migrateCommand({ config, log, print }: CommandContext): Promise<void> {
  const { dataDir, databaseUrl } = config
  const database = await openDatabase({ dataDir, log, ...(databaseUrl !== undefined && { databaseUrl }) })
  try {
    const applied = await database.migrate()
    print(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`)
  } finally {
    await database.close()
  }
}
