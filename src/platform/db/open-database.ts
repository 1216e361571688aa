import { type Clock, systemClock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { openPostgres } from './postgres.ts'

/** Which database, and where. */
export interface OpenDatabase {
  /** Holds the embedded database (`db/`), its socket (`run/`) and the lock. */
  readonly dataDir: string
  /** When set, a PostgreSQL server is used and `dataDir` is left alone. */
  readonly databaseUrl?: string
  readonly log: Log
  /** Tells when nightly maintenance is due. */
  readonly clock?: Clock
  /** Called once when the embedded database dies while running: the program should stop and be started again. */
  readonly onDeath?: (reason: Error) => void
}

/**
 * Opens the embedded database, or PostgreSQL when `databaseUrl` is set. Nobody above can tell which.
 * Migrations are not applied: call `migrate()`.
 */
export async function openDatabase(options: OpenDatabase): Promise<Database> {
  const { databaseUrl, log } = options
  if (databaseUrl !== undefined) return openPostgres({ databaseUrl, log })
  return openEmbedded({ ...options, clock: options.clock ?? systemClock })
}
