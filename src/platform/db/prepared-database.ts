import { existsSync } from 'node:fs'
import { cp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Left in a database folder once it is whole; a folder without it was never used. */
export const madeMark = 'chandlery-made'

/** The version of the embedded database, from its package. */
export async function embeddedVersion(): Promise<string> {
  const manifest = createRequire(import.meta.url)
    .resolve('@electric-sql/pglite')
    .replace(/dist.*$/, 'package.json')
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
  return version
}

/** Where the build puts an empty database of this version: beside the compiled program. */
export async function preparedFolder(): Promise<string> {
  return join(fileURLToPath(new URL('../../../empty-database/', import.meta.url)), await embeddedVersion())
}

/**
 * Fills a new database folder with the empty database that the build has prepared, which is much quicker than making
 * one. False when there is none (from the source tree): then the database makes its own.
 */
export async function copyPrepared(directory: string): Promise<boolean> {
  const prepared = await preparedFolder()
  if (!existsSync(join(prepared, 'PG_VERSION'))) return false
  await cp(prepared, directory, { recursive: true })
  return true
}
