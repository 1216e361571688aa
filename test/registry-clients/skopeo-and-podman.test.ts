import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../scripts/command.ts'
import { listTags } from '../../src/registry/index.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { writeOciLayout } from '../../src/registry/testing/small-image.ts'
import { requirement } from '../support/requirements.ts'

const skopeo = requirement('skopeo')
const podman = requirement('podman')

let bench: RegistryBench & { readonly host: string }
let folder: string

beforeAll(async () => {
  bench = await listeningBench()
  bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
  folder = await mkdtemp(join(tmpdir(), 'chd-clients-'))
  // Clients refuse to work without a policy about signatures; this one asks for none.
  await writeFile(join(folder, 'policy.json'), JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }))
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true, force: true })
})

describe.runIf(skopeo.met)('a real skopeo', () => {
  const copy = (args: readonly string[]) =>
    run('skopeo', ['--policy', join(folder, 'policy.json'), 'copy', '--quiet', ...args])
  const insecure = ['--src-tls-verify=false', '--dest-tls-verify=false']
  const credentials = ['--src-creds', 'ada:correct horse', '--dest-creds', 'ada:correct horse']

  test('copies an image for two platforms there and back, unchanged', async () => {
    const digest = await writeOciLayout(join(folder, 'two'), ['amd64', 'arm64'])
    const remote = `docker://${bench.host}/acme/base/image:1.0.0`
    const there = await copy([
      '--all',
      ...insecure,
      '--dest-creds',
      'ada:correct horse',
      `oci:${folder}/two:latest`,
      remote,
    ])
    expect(there.stderr).toBe('')
    const back = await copy([
      '--all',
      ...insecure,
      '--src-creds',
      'ada:correct horse',
      remote,
      `oci:${folder}/back:latest`,
    ])
    expect(back.stderr).toBe('')
    const index = JSON.parse(await readFile(join(folder, 'back', 'index.json'), 'utf8'))
    expect(index.manifests[0].digest).toBe(digest)
    expect(await listTags(bench.context(), 'acme/base/image')).toMatchObject([
      { tag: '1.0.0', digest, platforms: [{ architecture: 'amd64' }, { architecture: 'arm64' }] },
    ])
  })

  test('copies within the registry, lists and inspects, and deletes', async () => {
    await writeOciLayout(join(folder, 'one'), ['amd64'])
    const name = `docker://${bench.host}/acme/tool`
    await copy([...insecure, '--dest-creds', 'ada:correct horse', `oci:${folder}/one:latest`, `${name}:1.0`])
    const moved = await copy([...insecure, ...credentials, `${name}:1.0`, `docker://${bench.host}/acme/tool-two:2.0`])
    expect(moved.stderr).toBe('')
    const more = ['--tls-verify=false', '--creds', 'ada:correct horse']
    const tags = await run('skopeo', ['list-tags', ...more, `docker://${bench.host}/acme/tool-two`])
    expect(JSON.parse(tags.stdout)).toMatchObject({ Tags: ['2.0'] })
    const inspected = await run('skopeo', ['inspect', ...more, `docker://${bench.host}/acme/tool-two:2.0`])
    expect(JSON.parse(inspected.stdout)).toMatchObject({ Os: 'linux', Architecture: 'amd64' })
    const deleted = await run('skopeo', ['delete', ...more, `docker://${bench.host}/acme/tool-two:2.0`])
    expect(deleted.stderr).toBe('')
    expect(await listTags(bench.context(), 'acme/tool-two')).toEqual([])
  })

  test('is refused without credentials, and with wrong ones told why', async () => {
    const remote = `docker://${bench.host}/acme/tool:1.0`
    const stranger = await copy([...insecure, remote, `oci:${folder}/stolen:latest`])
    expect(stranger.code).not.toBe(0)
    const wrong = await copy([...insecure, '--src-creds', 'ada:wrong', remote, `oci:${folder}/stolen:latest`])
    expect(wrong.stderr).toMatch(/unauthorized|invalid username\/password/i)
  })
})

describe.runIf(podman.met)('a real podman', () => {
  const places = () => ['--root', `${folder}/root`, '--runroot', `${folder}/run`, '--storage-driver', 'vfs']
  const podmanRun = (args: readonly string[], stdin?: string) =>
    run('podman', [...places(), ...args], {
      // podman makes a name from the path of the layout, and random folder names have capitals.
      cwd: folder,
      env: { REGISTRY_AUTH_FILE: join(folder, 'auth.json') },
      ...(stdin !== undefined && { stdin }),
    })

  test('logs in, pushes and pulls', async () => {
    const login = await podmanRun(
      ['login', '--tls-verify=false', '-u', 'ada', '--password-stdin', bench.host],
      'correct horse',
    )
    expect(login.stdout).toContain('Login Succeeded')
    await writeOciLayout(join(folder, 'podman'), ['amd64'])
    const policy = ['--signature-policy', join(folder, 'policy.json')]
    const pulledIn = await podmanRun(['pull', ...policy, 'oci:podman:latest'])
    const id = pulledIn.stdout.trim().split('\n').at(-1) ?? ''
    const image = `${bench.host}/acme/podded:1.0`
    const pushed = await podmanRun(['push', ...policy, '--tls-verify=false', id, `docker://${image}`])
    expect([pushed.code, pushed.stderr]).toMatchObject([0, expect.stringContaining('Writing manifest')])
    await podmanRun(['rmi', '--force', id])
    const pulled = await podmanRun(['pull', ...policy, '--tls-verify=false', image])
    expect([pulled.code, pulled.stdout.trim()]).toEqual([0, id])
  })
})
