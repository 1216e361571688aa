import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/server-process.ts'
import { type Contestant, startProgram } from './contestant.ts'
import { isInstalled } from './distribution.ts'

/** zot on a folder, without access control, scrubbing or deduplication. Undefined when it is not in PATH. */
export async function startZot(): Promise<Contestant | undefined> {
  if (!(await isInstalled('zot'))) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'chd-bench-zot-'))
  const port = await freePort()
  const config = join(folder, 'config.json')
  await writeFile(
    config,
    JSON.stringify({
      distSpecVersion: '1.1.0',
      storage: { rootDirectory: `${folder}/data`, dedupe: false, gc: false },
      http: { address: '127.0.0.1', port: String(port) },
      log: { level: 'error' },
    }),
  )
  const { pid, stop } = await startProgram('zot', ['serve', config], port)
  return {
    name: 'zot',
    pid,
    repository: (purpose) => (purpose === 'published' ? 'bench/published' : 'bench/blobs'),
    target: async () => ({ host: '127.0.0.1', port, headers: {} }),
    async dropBlob(digest) {
      await rm(join(folder, 'data/bench/blobs/blobs/sha256', digest.slice('sha256:'.length)), { force: true })
    },
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
