import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../scripts/command.ts'
import { freePort } from '../../test/support/server-process.ts'
import { type Contestant, startProgram } from './contestant.ts'

/**
 * CNCF Distribution as Debian packages it, on a folder, without any access control and without logs: what it would cost
 * it to check a token is not counted. Undefined when the program is not installed.
 */
export async function startDistribution(): Promise<Contestant | undefined> {
  const program = 'docker-registry'
  if (!(await isInstalled(program))) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'chd-bench-distribution-'))
  const port = await freePort()
  const config = join(folder, 'config.yml')
  await writeFile(
    config,
    [
      'version: 0.1',
      'log: { level: error, accesslog: { disabled: true } }',
      `storage: { filesystem: { rootdirectory: ${folder}/data }, delete: { enabled: true }, cache: { blobdescriptor: inmemory } }`,
      `http: { addr: "127.0.0.1:${port}" }`,
    ].join('\n'),
  )
  const { pid, stop } = await startProgram(program, ['serve', config], port)
  return {
    name: 'distribution',
    pid,
    repository: (purpose) => (purpose === 'published' ? 'bench/published' : 'bench/blobs'),
    target: async () => ({ host: '127.0.0.1', port, headers: {} }),
    async dropBlob(digest) {
      const hex = digest.slice('sha256:'.length)
      await rm(join(folder, 'data/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex), {
        recursive: true,
        force: true,
      })
    },
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Whether a program is in PATH. */
export async function isInstalled(program: string): Promise<boolean> {
  return (await run('sh', ['-c', `command -v ${program}`])).code === 0
}
