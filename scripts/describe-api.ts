import { buildServer } from '../src/app/server.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config/config.ts'
import { openLog } from '../src/platform/log.ts'
import { contextMaker } from '../src/platform/make-context.ts'

type Store = Parameters<typeof buildServer>[0]

/** The description of the JSON interface, from the routes of a store that is not open: no database, no port. */
export async function describeApi(): Promise<string> {
  const app = await buildServer(closedStore(), { web: false })
  try {
    await app.ready()
    return `${JSON.stringify(app.swagger(), null, 2)}\n`
  } finally {
    await app.close()
  }
}

/** As much of a store as routes want to know while they are put up; nothing in it works. */
function closedStore(): Store {
  const config = readConfig({})
  const settings = {
    publicUrl: config.publicUrl,
    registryHost: new URL(config.publicUrl).host,
    storeName: config.storeName,
    demo: false,
  }
  const database = { listen: () => () => {}, hearsOthers: () => false }
  const parts = { config, settings, clock: systemClock, log: openLog('silent'), database, jobs: {}, ports: {} }
  const makeContext = contextMaker({ ...parts, subscribersOf: () => [] } as unknown as Parameters<
    typeof contextMaker
  >[0])
  return { ...parts, makeContext } as unknown as Store
}
