import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/server-process.ts'
import { type Contestant, startProgram } from './contestant.ts'

/** The physical floors: what plain `node:http` does with the same bytes, in a process of its own. */
export type Floor = 'memory-server' | 'file-server' | 'push-server'

/** Starts a floor. `argument` is the size of the answer, or the folder of the files; a folder of its own without it. */
export async function startFloor(floor: Floor, argument?: string): Promise<Contestant> {
  const folder = await mkdtemp(join(tmpdir(), 'chd-bench-floor-'))
  const port = await freePort()
  const program = join(import.meta.dirname, '../floors', `${floor}.ts`)
  const args = ['--import', 'tsx', program, String(port), argument ?? folder]
  const { pid, stop } = await startProgram(process.execPath, args, port)
  return {
    name: 'floor',
    pid,
    repository: () => 'floor',
    target: async () => ({ host: '127.0.0.1', port, headers: {} }),
    // The floor names files by number: all of them go.
    async dropBlob() {
      for (const name of await readdir(folder)) await rm(join(folder, name))
    },
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
