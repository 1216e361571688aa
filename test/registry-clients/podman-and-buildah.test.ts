import { cpSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listTags } from '../../src/registry/index.ts'
import { Client } from '../../src/registry/testing/client.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { writeOciLayout } from '../../src/registry/testing/small-image.ts'
import { type ContainerClient, containerClient } from '../support/container-clients.ts'
import { requirement } from '../support/requirements.ts'

const podman = requirement('podman')
const buildah = requirement('buildah')
const busybox = requirement('busybox')

let bench: RegistryBench & { readonly host: string }

beforeAll(async () => {
  bench = await listeningBench()
  bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
})
afterAll(() => bench?.close())

const at = (name: string) => `${bench.host}/acme/${name}`

/** Runs a command that must work; answers what it printed. */
async function does(client: ContainerClient, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await client.run(args)
  expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
  return stdout.trim()
}

describe.runIf(podman.met)('a real podman', () => {
  let ada: ContainerClient
  let id: string

  beforeAll(async () => {
    ada = await containerClient('podman', 'podman', bench.host)
  })
  afterAll(async () => {
    await ada?.run(['rmi', '--all', '--force'])
    ada?.remove()
  })

  test('logs in with the right password only', async () => {
    expect((await ada.login('ada', 'wrong')).stderr).toContain('invalid username/password')
    expect((await ada.login('ada', 'correct horse')).stdout).toContain('Login Succeeded')
  })

  test('pushes, and pulls by tag and by digest', async () => {
    await writeOciLayout(join(ada.folder, 'layout'), ['amd64'])
    id = (await does(ada, 'pull', 'oci:layout:latest')).split('\n').at(-1) ?? ''
    await does(ada, 'push', '--digestfile', 'digest', id, `docker://${at('podded:1.0')}`)
    await does(ada, 'rmi', '--force', id)
    expect(await does(ada, 'pull', at('podded:1.0'))).toBe(id)
    const digest = await readFile(join(ada.folder, 'digest'), 'utf8')
    expect(await does(ada, 'pull', `${at('podded')}@${digest}`)).toBe(id)
  })

  test('makes a list of several platforms in the registry, and pulls the one it is asked for', async () => {
    await writeOciLayout(join(ada.folder, 'two'), ['amd64', 'arm64'])
    await does(ada, 'manifest', 'create', 'list', 'oci:two:latest', '--all')
    await does(ada, 'manifest', 'push', '--all', 'list', `docker://${at('podded:list')}`)
    const [list] = (await listTags(bench.context(), 'acme/podded')).filter(({ tag }) => tag === 'list')
    expect(list?.platforms.map(({ architecture }) => architecture)).toEqual(['amd64', 'arm64'])
    const arm = await does(ada, 'pull', '--arch', 'arm64', at('podded:list'))
    expect(await does(ada, 'image', 'inspect', '--format', '{{.Architecture}}', arm)).toBe('arm64')
    const lacking = await ada.run(['pull', '--arch', 's390x', at('podded:list')])
    expect(lacking.stderr).toMatch(/no image found in (manifest list|image index) for architecture s390x/)
  })

  test('is refused after logging out', async () => {
    await ada.logout()
    expect((await ada.pull(at('podded:1.0'))).stderr).toContain('your account may not pull it')
  })
})

describe.runIf(buildah.met && busybox.met)('a real buildah', () => {
  let ada: ContainerClient

  beforeAll(async () => {
    ada = await containerClient('buildah', 'buildah', bench.host)
    await ada.login('ada', 'correct horse')
  })
  afterAll(async () => {
    await ada?.run(['rm', '--all'])
    await ada?.run(['rmi', '--all', '--force'])
    ada?.remove()
  })

  test('builds from scratch and pushes, with layers compressed by zstd', async () => {
    mkdirSync(join(ada.folder, 'rootfs/bin'), { recursive: true })
    cpSync(busybox.met ? busybox.path : '', join(ada.folder, 'rootfs/bin/sh'), { dereference: true })
    const container = await does(ada, 'from', 'scratch')
    await does(ada, 'copy', container, 'rootfs', '/')
    expect(await does(ada, 'run', container, '/bin/sh', '-c', 'echo ran >/made; echo ran')).toBe('ran')
    await does(ada, 'commit', container, 'built')
    await does(ada, 'push', '--compression-format', 'zstd', 'built', `docker://${at('built:zstd')}`)
    const pushed = await new Client(bench, 'ada').request('GET', '/v2/acme/built/manifests/zstd')
    expect(pushed.json().layers[0].mediaType).toBe('application/vnd.oci.image.layer.v1.tar+zstd')
  })

  test('is told what to do instead of pushing schema 1', async () => {
    const refused = await ada.run(['push', '--format', 'v2s1', 'built', `docker://${at('built:old')}`])
    expect(refused.stderr).toContain('schema 1 is obsolete')
  })

  test('pulls what it pushed and builds on it', async () => {
    await does(ada, 'rm', '--all')
    await does(ada, 'rmi', '--all', '--force')
    const container = await does(ada, 'from', at('built:zstd'))
    expect(await does(ada, 'run', container, '/bin/sh', '-c', 'read said </made; echo $said')).toBe('ran')
    await does(ada, 'config', '--label', 'keeper=ada', container)
    await does(ada, 'commit', '--rm', container, `docker://${at('built:labelled')}`)
    expect(await does(ada, 'inspect', '--type', 'image', await does(ada, 'pull', at('built:labelled')))).toContain(
      '"keeper": "ada"',
    )
  })

  test('is refused without a login', async () => {
    await ada.logout()
    expect((await ada.run(['pull', '--policy', 'always', at('built:zstd')])).stderr).toContain(
      'your account may not pull it',
    )
  })
})
