import type { Log } from '../platform/log.ts'
import type { StartedStore } from './start.ts'

/** Waits for SIGINT or SIGTERM, then stops gracefully. A second signal ends the process at once. */
export async function untilStopped(started: StartedStore, log: Log): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name))
  })
  log.info({ signal }, `Stopping on ${signal}: running requests and jobs finish first`)
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130))
  await started.stop()
  log.info({}, 'Stopped')
}
