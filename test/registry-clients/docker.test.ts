import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placeImage, resolveImage } from '../../src/registry/index.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { requirement } from '../support/requirements.ts'

const docker = requirement('docker')
const busybox = requirement('busybox')

describe.runIf(docker.met && busybox.met)('a real docker engine', () => {
  let bench: RegistryBench & { readonly host: string }
  let engine: DockerEngine
  let image: string

  beforeAll(async () => {
    bench = await listeningBench()
    engine = await startDockerEngine()
    bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
    bench.members.set('otter', { password: 'battery staple' })
    image = await engine.importBusybox(`${bench.host}/acme/widget:1.0.0`)
  })
  afterAll(async () => {
    await engine?.stop()
    await bench?.close()
  })

  const login = (name: string, password: string) =>
    engine.docker(['login', '-u', name, '--password-stdin', bench.host], { stdin: password })

  test('wrong passwords are told as such; right ones log in and leave no password behind', async () => {
    const wrong = await login('ada', 'wrong')
    expect(wrong.code).not.toBe(0)
    expect(wrong.stderr).toContain('The user name or the password is wrong.')
    const right = await login('ada', 'correct horse')
    expect(right.stdout).toContain('Login Succeeded')
  })

  test('pushes, moves on to a second push that mounts, and pulls what it pushed', async () => {
    const pushed = await engine.docker(['push', image])
    expect(pushed.stdout + pushed.stderr).toMatch(/1\.0\.0: digest: sha256:/)
    const again = `${bench.host}/acme/widget-two:1.0.0`
    await engine.docker(['tag', image, again])
    const mounted = await engine.docker(['push', again])
    expect(mounted.stdout).toContain('Mounted from acme/widget')

    await engine.docker(['rmi', image, again])
    const pulled = await engine.docker(['pull', image])
    expect(pulled.stdout).toContain('Status: Downloaded newer image')
    const ran = await engine.docker(['run', '--rm', '--network', 'none', image])
    expect(ran.stdout).toContain('hello from the shelf')
  })

  test('nobody pushes to published content, and the refusal tells the way', async () => {
    const published = `${bench.host}/store/acme/widget:9.9.9`
    await engine.docker(['tag', image, published])
    const refused = await engine.docker(['push', published])
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain('changes only by publishing')
  })

  test('a refused pull names the reason and the page; once allowed, the pull works', async () => {
    const source = await resolveImage(bench.context(), { repository: 'acme/widget', reference: '1.0.0' })
    await placeImage(bench.context(), {
      from: { repository: 'acme/widget', digest: String(source?.digest) },
      to: { repository: 'store/acme/widget', tag: '1.0.0' },
    })
    const text = `accept the terms of Widget once at http://${bench.host}/images/widget`
    bench.decide = () => ({ allowed: false, refusal: { reason: 'terms_required', text } })
    await login('otter', 'battery staple')
    const published = `${bench.host}/store/acme/widget:1.0.0`
    const refused = await engine.docker(['pull', published])
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain(text)

    bench.decide = () => ({ allowed: true, via: 'plan', customerClass: 'free' })
    const pulled = await engine.docker(['pull', published])
    expect(pulled.stdout).toContain(`Digest: ${source?.digest}`)

    bench.decide = ({ reference }) =>
      reference === undefined
        ? { allowed: true, via: 'plan', customerClass: 'free' }
        : { allowed: false, refusal: { reason: 'not_in_plan', text: `tag ${reference} is not part of your plan` } }
    await bench.restart()
    await bench.app.listen({ host: '127.0.0.1', port: Number(bench.host.split(':')[1]) })
    const notInPlan = await engine.docker(['pull', published])
    expect(notInPlan.stderr).toContain('is not part of your plan')
  })

  test('strangers are told nothing about private repositories', async () => {
    const existing = await engine.docker(['pull', `${bench.host}/acme/widget:1.0.0`])
    const absent = await engine.docker(['pull', `${bench.host}/acme/nothing:1.0.0`])
    expect(existing.code).not.toBe(0)
    expect(existing.stderr.replaceAll('widget', 'nothing')).toBe(absent.stderr)
  })

  test('a plugin is pushed and installed, in the class form of scopes (AUT-111)', async () => {
    await login('ada', 'correct horse')
    const folder = await mkdtemp(join(tmpdir(), 'chd-plugin-'))
    try {
      await mkdir(join(folder, 'rootfs'))
      await writeFile(
        join(folder, 'config.json'),
        JSON.stringify({
          description: 'A volume driver that does nothing.',
          documentation: 'http://localhost',
          entrypoint: ['/driver'],
          interface: { types: ['docker.volumedriver/1.0'], socket: 'driver.sock' },
          network: { type: '' },
          linux: { capabilities: [] },
          mounts: [],
          env: [],
          args: { name: '', description: '', value: [] },
        }),
      )
      const name = `${bench.host}/acme/driver:1.0.0`
      const created = await engine.docker(['plugin', 'create', name, folder])
      expect(created.stderr).toBe('')
      const pushed = await engine.docker(['plugin', 'push', name])
      expect(pushed.stderr).toBe('')
      await engine.docker(['plugin', 'rm', name])
      const installed = await engine.docker(['plugin', 'install', '--disable', '--grant-all-permissions', name])
      expect(installed.stdout + installed.stderr).toContain('Installed plugin')
      expect(await resolveImage(bench.context(), { repository: 'acme/driver', reference: '1.0.0' })).toMatchObject({
        kind: 'plugin',
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
