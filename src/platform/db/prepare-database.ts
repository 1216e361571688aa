// Run by the build: makes the empty database that first starts copy.
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemClock } from '../clock.ts'
import { openLog } from '../log.ts'
import { openEmbedded } from './embedded.ts'
import { madeMark, preparedFolder } from './prepared-database.ts'

const folder = await preparedFolder()
await mkdir(dirname(folder), { recursive: true })
const making = await mkdtemp(join(dirname(folder), '.making-'))
try {
  const database = await openEmbedded({ dataDir: making, log: openLog('warn'), clock: systemClock, fsync: 'off' })
  await database.close()
  for (const name of [madeMark, 'postmaster.pid']) await rm(join(making, 'db', name), { force: true })
  await rm(folder, { recursive: true, force: true })
  await rename(join(making, 'db'), folder).catch(() => cp(join(making, 'db'), folder, { recursive: true }))
} finally {
  await rm(making, { recursive: true, force: true })
}
