import { importAdvisories } from '../../vulnerabilities/index.ts'
import type { CommandContext } from '../command-line.ts'
import { openStore } from '../open-store.ts'

/** `chandlery advisories import`: takes over OSV records. On the embedded database the store must be stopped meanwhile. */
export async function importAdvisoriesCommand({ config, log, print }: CommandContext, path: string): Promise<void> {
  const store = await openStore(config, log)
  try {
    await store.startJobs(false)
    const ctx = store.makeContext({ kind: 'system', reason: 'advisories import' })
    const result = await importAdvisories(ctx, { path, onProgress: (text) => print(text) })
    print(
      `${result.records} records read: ${result.added} new, ${result.changed} changed, ` +
        `${result.unchanged} unchanged, ${result.rejected} rejected.`,
    )
    await store.database.maintain('vacuum')
  } finally {
    await store.close()
  }
}
