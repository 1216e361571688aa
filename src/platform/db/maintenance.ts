import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

const tick = 30_000
const checkpointEvery = 5 * 60_000
const vacuumHour = 3

/**
 * What an autovacuum and a checkpointer would do, on a timer (EDB-05): CHECKPOINT every 5 minutes
 * (the worker adds one for every 64 MB of log) and VACUUM (ANALYZE) each night after 03:00 UTC.
 * Answers a function that stops it.
 */
export function scheduleMaintenance(
  maintain: (what: 'checkpoint' | 'vacuum') => Promise<void>,
  clock: Clock,
  log: Log,
): () => void {
  let checkpointedAt = clock.now().getTime()
  let vacuumedOn = nightOf(clock.now())
  let busy = false
  const step = async () => {
    const now = clock.now()
    if (nightOf(now) !== vacuumedOn) {
      vacuumedOn = nightOf(now)
      await maintain('vacuum')
    }
    if (now.getTime() - checkpointedAt >= checkpointEvery) {
      checkpointedAt = now.getTime()
      await maintain('checkpoint')
    }
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    step()
      .catch((error: unknown) => log.warn({ err: error }, 'database maintenance failed and will be tried again'))
      .finally(() => {
        busy = false
      })
  }, tick)
  timer.unref()
  return () => clearInterval(timer)
}

/** The day whose night the moment belongs to: it changes at 03:00 UTC. */
function nightOf(moment: Date): string {
  return new Date(moment.getTime() - vacuumHour * 3_600_000).toISOString().slice(0, 10)
}
