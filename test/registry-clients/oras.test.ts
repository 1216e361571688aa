import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf } from '../../src/registry/domain/digest.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { type ContainerClient, containerClient } from '../support/container-clients.ts'
import { goProgram } from '../support/go-program.ts'

const oras = await goProgram('oras')
const sbom = 'application/spdx+json'
const signature = 'application/vnd.example.signature'

interface Discovered {
  readonly digest: string
  readonly artifactType: string
  readonly annotations?: Record<string, string>
  readonly referrers?: readonly Discovered[]
}

describe.runIf(oras.met)('a real oras', () => {
  let bench: RegistryBench & { readonly host: string }
  let ada: ContainerClient
  let stranger: ContainerClient
  let digest: string
  const at = (name: string) => `${bench.host}/acme/${name}`
  const does = async (...args: string[]) => {
    const { code, stdout, stderr } = await ada.run(args)
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    return stdout.trim()
  }
  const plain = '--plain-http'
  const discovers = async (reference: string, ...more: string[]) => {
    const found = JSON.parse(await does('discover', '--format', 'json', ...more, reference)) as Discovered
    return (found.referrers ?? []).map(({ artifactType }) => artifactType).sort()
  }

  const tree = async () => {
    const found = JSON.parse(await does('discover', plain, '--format', 'json', at('model:1'))) as Discovered
    return found.referrers ?? []
  }

  beforeAll(async () => {
    bench = await listeningBench()
    bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
    ada = await containerClient('oras', oras.met ? oras.path : '', bench.host)
    stranger = await containerClient('oras', oras.met ? oras.path : '', bench.host)
    await writeFile(join(ada.folder, 'model.bin'), 'weights')
    await writeFile(join(ada.folder, 'sbom.json'), '{"spdxVersion":"SPDX-2.3"}')
    await writeFile(join(ada.folder, 'sig.bin'), 'signed by ada')
  })
  afterAll(async () => {
    ada?.remove()
    stranger?.remove()
    await bench?.close()
  })

  test('a wrong password is told as such; the right one logs in', async () => {
    expect((await ada.login('ada', 'wrong')).stderr).toContain('The user name or the password is wrong.')
    expect((await ada.login('ada', 'correct horse')).stdout).toContain('Login Succeeded')
  })

  test('pushes an artifact of any type and fetches it by tag', async () => {
    await does('push', plain, at('model:1'), 'model.bin:text/plain', '--artifact-type', 'application/vnd.example.model')
    digest = await does('resolve', plain, at('model:1'))
    expect(JSON.parse(await does('manifest', 'fetch', plain, at('model:1')))).toMatchObject({
      artifactType: 'application/vnd.example.model',
    })
    await does('pull', plain, at('model:1'), '-o', 'pulled')
    await does('tag', plain, at('model:1'), '1.0', 'latest')
    expect(await does('repo', 'tags', plain, at('model'))).toBe('1\n1.0\nlatest')
  })

  test('attaches an SBOM and a signature of it, and discovers the whole tree, filtered too', async () => {
    await does('attach', plain, at('model:1'), '--artifact-type', sbom, `sbom.json:${sbom}`)
    const [bill] = await tree()
    const signs = ['--artifact-type', signature, '--annotation', 'by=ada', 'sig.bin']
    await does('attach', plain, at('model:1'), ...signs)
    await does('attach', plain, `${at('model')}@${bill?.digest}`, ...signs)

    expect(await discovers(at('model:1'), plain)).toEqual([sbom, signature])
    expect(await discovers(at('model:1'), plain, '--artifact-type', signature)).toEqual([signature])
    // A list of referrers carries their annotations, so that nobody must fetch each to choose one.
    expect((await tree()).find(({ artifactType }) => artifactType === sbom)?.referrers).toMatchObject([
      { artifactType: signature, annotations: { by: 'ada' } },
    ])
  })

  test('copies an artifact with all its referrers: to another repository, to a folder, and back', async () => {
    const there = ['--from-plain-http', '--to-plain-http']
    await does('copy', '-r', ...there, at('model:1'), at('copy:1'))
    expect(await discovers(at('copy:1'), plain)).toEqual([sbom, signature])
    await does('copy', '-r', '--from-plain-http', '--to-oci-layout', at('copy:1'), 'layout:1')
    expect(await discovers('layout:1', '--oci-layout')).toEqual([sbom, signature])
    await does('copy', '-r', '--from-oci-layout', '--to-plain-http', 'layout:1', at('back:1'))
    expect(await discovers(at('back:1'), plain)).toEqual([sbom, signature])
    expect(await does('resolve', plain, at('back:1'))).toBe(digest)
  })

  test('an old client keeps its list of referrers under a tag, and new clients see the same', async () => {
    const old = ['--distribution-spec', 'v1.1-referrers-tag']
    await does('push', plain, at('old:1'), 'model.bin')
    await does('attach', plain, ...old, at('old:1'), '--artifact-type', signature, 'sig.bin')
    expect(await discovers(at('old:1'), plain, ...old)).toEqual([signature])
    expect(await discovers(at('old:1'), plain)).toEqual([signature])
    const subject = await does('resolve', plain, at('old:1'))
    expect(await does('repo', 'tags', plain, at('old'))).toContain(subject.replace(':', '-'))
  })

  test('handles single blobs and manifests', async () => {
    const blob = `${at('model')}@${digestOf(Buffer.from('one more'))}`
    await writeFile(join(ada.folder, 'more.bin'), 'one more')
    await does('blob', 'push', plain, at('model'), 'more.bin')
    expect(await does('blob', 'fetch', plain, '--output', '-', blob)).toBe('one more')
    await does('manifest', 'index', 'create', plain, at('model:index'), '1')
    expect(JSON.parse(await does('manifest', 'fetch', plain, at('model:index')))).toMatchObject({
      manifests: [{ digest }],
    })
    await does('manifest', 'delete', plain, '--force', `${at('old')}@${await does('resolve', plain, at('old:1'))}`)
    expect((await ada.run(['resolve', plain, at('old:1')])).stderr).toContain('not found')
  })

  test('a stranger is refused with a sentence', async () => {
    expect((await stranger.pull(at('model:1'))).stderr).toContain('does not exist, or your account may not pull it')
  })
})
