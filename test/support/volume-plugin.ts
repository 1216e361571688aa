import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, run } from '../../scripts/command.ts'

/**
 * Makes the folder of a docker plugin, as `docker plugin create` takes it: config.json, and rootfs/ with a volume driver
 * that is built from test/support/volume-driver. `go` is the Go program.
 */
export async function writeVolumePlugin(folder: string, go: string): Promise<void> {
  await mkdir(join(folder, 'rootfs/run/docker/plugins'), { recursive: true })
  const source = join(root, 'test/support/volume-driver/main.go')
  const env = { CGO_ENABLED: '0', GOFLAGS: '-trimpath', GO111MODULE: 'off' }
  const built = await run(go, ['build', '-ldflags', '-s -w', '-o', join(folder, 'rootfs/driver'), source], { env })
  if (built.code !== 0) throw new Error(built.stderr)
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({
      description: 'A volume driver that only remembers names.',
      documentation: 'http://localhost',
      entrypoint: ['/driver'],
      interface: { types: ['docker.volumedriver/1.0'], socket: 'driver.sock' },
      network: { type: 'none' },
      linux: { capabilities: [] },
      mounts: [],
      env: [],
      args: { name: '', description: '', value: [] },
    }),
  )
}
