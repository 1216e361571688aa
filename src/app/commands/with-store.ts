import type { Context } from '../../platform/context.ts'
import type { CommandContext } from '../command-line.ts'
import { type OpenStore, openStore } from '../open-store.ts'

/**
 * Runs work of a command on the opened store, for which the program itself acts. On the embedded database the server must be
 * stopped meanwhile: the folder has one owner at a time.
 */
export async function withStore<T>(
  { config, log }: CommandContext,
  reason: string,
  work: (ctx: Context, store: OpenStore) => Promise<T>,
): Promise<T> {
  const store = await openStore(config, log)
  try {
    // Only declared: what the work enqueues is done by the server.
    await store.startJobs(false)
    return await work(store.makeContext({ kind: 'system', reason }), store)
  } finally {
    await store.close()
  }
}
