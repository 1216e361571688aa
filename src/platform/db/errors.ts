import { defineError } from '../errors.ts'

/** Another running program owns the data folder (EDB-02). */
export const dataFolderInUse = defineError<{ directory: string; pid: number; since: string }>(
  'unavailable',
  'platform.data_folder_in_use',
  (d) =>
    `The data folder ${d.directory} is in use by process ${d.pid}, running since ${d.since}. ` +
    'Stop that process first, or start this one with another CHANDLERY_DATA_DIR.',
)

/** The embedded database cannot promise that committed rows survive a power cut (EDB-03). */
export const notDurable = defineError<{ directory: string }>(
  'unavailable',
  'platform.database_not_durable',
  (d) =>
    `The embedded database in ${d.directory} committed a row without asking the disk to keep it, so the store does not start. ` +
    'Set DATABASE_URL to a PostgreSQL server (15 or later) instead, and report this with your Node and system versions.',
)

/** The embedded database could not be opened, or died while running. */
export const databaseStopped = defineError<{ reason: string }>(
  'unavailable',
  'platform.database_stopped',
  (d) => `The database has stopped: ${d.reason}. Look at the log, then start the store again.`,
)

/** The database is closing and takes no new work. */
export const databaseClosing = defineError(
  'unavailable',
  'platform.database_closing',
  'The store is shutting down and takes no new work. Try again in a minute.',
)

/** The PostgreSQL server cannot be reached. */
export const databaseUnreachable = defineError<{ host: string; reason: string }>(
  'unavailable',
  'platform.database_unreachable',
  (d) =>
    `The PostgreSQL server at ${d.host} cannot be reached: ${d.reason}. Check DATABASE_URL and that the server is running.`,
)

/** The database does not answer a program that is running; what failed is the cause, for the log. */
export const databaseLost = defineError<{ retryAfter: number }>(
  'unavailable',
  'platform.database_lost',
  'The database of the store does not answer at the moment. Nothing was changed; try again in a minute.',
)

/** The PostgreSQL server is older than the SQL we write. */
export const serverTooOld = defineError<{ version: string }>(
  'unavailable',
  'platform.database_too_old',
  (d) =>
    `The PostgreSQL server is version ${d.version}; the store needs 15 or later. Upgrade it, or point DATABASE_URL at a newer one.`,
)

/** An applied migration differs from the file of the same name. */
export const migrationChanged = defineError<{ name: string }>(
  'unavailable',
  'platform.migration_changed',
  (d) =>
    `The migration ${d.name} was changed after it had been applied to this database. ` +
    'Put the file back as it was and write the change as a new migration.',
)

/** The database was migrated by a newer program. */
export const databaseTooNew = defineError<{ name: string }>(
  'unavailable',
  'platform.database_too_new',
  (d) =>
    `This database holds the migration ${d.name}, which this program does not know: it was opened by a newer release. ` +
    'Run that release or a later one.',
)
