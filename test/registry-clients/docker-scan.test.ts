import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildCli } from '../../scripts/build-cli.ts'
import { run } from '../../scripts/command.ts'
import { oldDockerArchive } from '../../src/scanner/testing/fake-images.ts'
import { debDatabase, npmPackage, osRelease } from '../../src/scanner/testing/fake-packages.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { requirement } from '../support/requirements.ts'

const docker = requirement('docker')

describe.runIf(docker.met)('docker store scan, with docker itself', () => {
  let engine: DockerEngine
  let folder = ''
  const store = (...args: readonly string[]) =>
    run('docker', ['store', ...args], { env: { DOCKER_HOST: engine.host, DOCKER_CONFIG: folder } })

  beforeAll(async () => {
    engine = await startDockerEngine()
    folder = mkdtempSync(join(tmpdir(), 'chandlery-plugin-'))
    await buildCli(join(folder, 'cli-plugins/docker-store'))
    const layers = [
      [osRelease('debian', '12'), debDatabase({ name: 'curl', version: '7.88.1-10' })],
      [npmPackage('srv', 'left', '1.0.0')],
    ]
    const loaded = await engine.docker(['load'], { stdin: oldDockerArchive({ layers, tags: ['acme/widget:1.0.0'] }) })
    expect(loaded).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    await engine?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('docker lists the command and runs it on an image that it has', async () => {
    const help = await run('docker', ['--help'], { env: { DOCKER_HOST: engine.host, DOCKER_CONFIG: folder } })
    expect(help.stdout).toMatch(/^ {2}store\* +Scan images for components and known vulnerabilities/m)
    const { code, stdout } = await store('scan', 'acme/widget:1.0.0')
    expect(stdout).toMatch(/^acme\/widget:1\.0\.0: debian 12, 2 layers, 2 components$/m)
    expect(stdout).toMatch(/^left +1\.0\.0 +npm +1 +srv\/node_modules\/left\/package\.json$/m)
    expect(code).toBe(0)
  })

  test('an image that docker does not have', async () => {
    const { code, stderr } = await store('scan', 'acme/absent:1')
    expect(stderr).toContain(
      'There is neither a file nor an image "acme/absent:1" on this machine. Pull the image first',
    )
    expect(code).toBe(4)
  })
})
