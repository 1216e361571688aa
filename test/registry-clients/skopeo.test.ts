import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listTags } from '../../src/registry/index.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { writeOciLayout } from '../../src/registry/testing/small-image.ts'
import { type ContainerClient, containerClient } from '../support/container-clients.ts'
import { requirement } from '../support/requirements.ts'

const skopeo = requirement('skopeo')

describe.runIf(skopeo.met)('a real skopeo', () => {
  let bench: RegistryBench & { readonly host: string }
  let ada: ContainerClient
  let stranger: ContainerClient
  const at = (name: string) => `docker://${bench.host}/acme/${name}`
  const does = async (...args: string[]) => {
    const { code, stdout, stderr } = await ada.run(args)
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    return stdout
  }
  const copies = (...args: string[]) => does('copy', '--quiet', ...args)
  const tagsOf = async (name: string) => JSON.parse(await does('list-tags', at(name))).Tags

  beforeAll(async () => {
    bench = await listeningBench()
    bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
    ada = await containerClient('skopeo', 'skopeo', bench.host)
    stranger = await containerClient('skopeo', 'skopeo', bench.host)
  })
  afterAll(async () => {
    ada?.remove()
    stranger?.remove()
    await bench?.close()
  })

  test('logs in with the right password only', async () => {
    expect((await ada.login('ada', 'wrong')).stderr).toContain('invalid username/password')
    expect((await ada.login('ada', 'correct horse')).stdout).toContain('Login Succeeded')
  })

  test('copies an image for two platforms there and back, unchanged', async () => {
    const digest = await writeOciLayout(join(ada.folder, 'two'), ['amd64', 'arm64'])
    await copies('--all', 'oci:two:latest', at('base/image:1.0.0'))
    await copies('--all', at('base/image:1.0.0'), 'oci:back:latest')
    const index = JSON.parse(await readFile(join(ada.folder, 'back', 'index.json'), 'utf8'))
    expect(index.manifests[0].digest).toBe(digest)
    expect(await listTags(bench.context(), 'acme/base/image')).toMatchObject([
      { tag: '1.0.0', digest, platforms: [{ architecture: 'amd64' }, { architecture: 'arm64' }] },
    ])
    const lacking = await ada.run(['--override-arch', 's390x', 'copy', at('base/image:1.0.0'), 'dir:none'])
    expect(lacking.stderr).toContain('no image found in image index for architecture s390x')
  })

  test('copies within the registry, lists and inspects, and deletes', async () => {
    await writeOciLayout(join(ada.folder, 'one'), ['amd64'])
    await copies('oci:one:latest', at('tool:1.0'))
    await copies(at('tool:1.0'), at('tool-two:2.0'))
    expect(await tagsOf('tool-two')).toEqual(['2.0'])
    expect(JSON.parse(await does('inspect', at('tool-two:2.0')))).toMatchObject({ Os: 'linux', Architecture: 'amd64' })
    await does('delete', at('tool-two:2.0'))
    expect(await listTags(bench.context(), 'acme/tool-two')).toEqual([])
  })

  test('carries an image through an archive and from the OCI form to that of docker', async () => {
    await copies(at('tool:1.0'), 'oci-archive:tool.tar:latest')
    await copies('oci-archive:tool.tar', at('tool:archived'))
    await copies('--format', 'v2s2', at('tool:1.0'), at('tool:docker'))
    const [original, archived, docker] = await Promise.all(
      ['1.0', 'archived', 'docker'].map(async (tag) => JSON.parse(await does('inspect', '--raw', at(`tool:${tag}`)))),
    )
    expect(archived).toEqual(original)
    expect(docker.mediaType).toBe('application/vnd.docker.distribution.manifest.v2+json')
    expect(docker.layers[0].digest).toBe(original.layers[0].digest)
  })

  test('synchronizes all tags of a repository to a folder and from there to another repository', async () => {
    await does('sync', '--all', '--src', 'docker', '--dest', 'dir', `${bench.host}/acme/tool`, 'mirror')
    await does('sync', '--all', '--src', 'dir', '--dest', 'docker', 'mirror', `${bench.host}/acme/mirror`)
    expect(await tagsOf('mirror/tool')).toEqual(await tagsOf('tool'))
  })

  test('is refused without credentials, and with wrong ones told why', async () => {
    expect((await stranger.pull(`${bench.host}/acme/tool:1.0`)).stderr).toContain('your account may not pull it')
    const wrong = await stranger.run(['copy', '--src-creds', 'ada:wrong', at('tool:1.0'), 'dir:stolen'])
    expect(wrong.stderr).toMatch(/unauthorized|invalid username\/password/i)
  })
})
