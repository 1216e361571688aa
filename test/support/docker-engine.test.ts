import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DockerEngine, startDockerEngine } from './docker-engine.ts'
import { requirement } from './requirements.ts'

const docker = requirement('docker')
const busybox = requirement('busybox')

describe.runIf(docker.met && busybox.met)('the Docker engine that the tests use', () => {
  let engine: DockerEngine

  beforeAll(async () => {
    engine = await startDockerEngine()
  })
  afterAll(() => engine?.stop())

  test('runs a container made on the spot, without any network', async () => {
    const image = await engine.importBusybox('chandlery-test/engine:1')
    const ran = await engine.docker(['run', '--rm', '--network', 'none', image])
    await engine.docker(['rmi', image])
    expect(ran).toMatchObject({ code: 0, stdout: 'hello from the shelf\n' })
  })
})
