import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../../src/registry/testing/client.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { writeOciLayout } from '../../src/registry/testing/small-image.ts'
import { type ContainerClient, containerClient } from '../support/container-clients.ts'
import { goProgram } from '../support/go-program.ts'

const regctl = await goProgram('regctl')
const sbom = 'application/spdx+json'
const signature = 'application/vnd.example.signature'

describe.runIf(regctl.met)('a real regctl', () => {
  let bench: RegistryBench & { readonly host: string }
  let ada: ContainerClient
  let digest: string
  const at = (name: string) => `${bench.host}/acme/${name}`
  const does = async (...args: string[]) => {
    const { code, stdout, stderr } = await ada.run(args)
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    return stdout.trim()
  }
  const types = async (reference: string, ...more: string[]) => {
    const listed = await does('artifact', 'list', reference, ...more, '--format', '{{json .}}')
    const { descriptors } = JSON.parse(listed) as { descriptors: { artifactType: string }[] }
    return descriptors.map(({ artifactType }) => artifactType).sort()
  }

  beforeAll(async () => {
    bench = await listeningBench()
    bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
    ada = await containerClient('regctl', regctl.met ? regctl.path : '', bench.host)
    digest = await writeOciLayout(join(ada.folder, 'two'), ['amd64', 'arm64'])
    await writeFile(join(ada.folder, 'sbom.json'), '{"spdxVersion":"SPDX-2.3"}')
    await writeFile(join(ada.folder, 'sig.bin'), 'signed by ada')
  })
  afterAll(async () => {
    ada?.remove()
    await bench?.close()
  })

  test('a wrong password does not log in; the right one does', async () => {
    expect((await ada.login('ada', 'wrong')).stderr).toContain('unauthorized')
    expect(await ada.login('ada', 'correct horse')).toMatchObject({ code: 0 })
  })

  test('copies an image for two platforms into the registry and reads its parts', async () => {
    await does('image', 'copy', 'ocidir://two:latest', at('widget:1'))
    expect(await does('image', 'digest', at('widget:1'))).toBe(digest)
    expect(JSON.parse(await does('image', 'inspect', '--platform', 'linux/arm64', at('widget:1')))).toMatchObject({
      architecture: 'arm64',
    })
    const format = '{{(index .Layers 0).Digest}}'
    const layer = await does('manifest', 'get', '--platform', 'linux/amd64', at('widget:1'), '--format', format)
    expect(await does('blob', 'head', at('widget'), layer)).toContain(`Docker-Content-Digest: ${layer}`)
    expect((await ada.run(['blob', 'get', at('widget'), layer])).stdout).not.toBe('')
  })

  test('puts artifacts about an image, lists them by type, and takes them along in a copy', async () => {
    await does('artifact', 'put', '--subject', at('widget:1'), '--artifact-type', sbom, '-f', 'sbom.json')
    await does('artifact', 'put', '--subject', at('widget:1'), '--artifact-type', signature, '-f', 'sig.bin')
    expect(await types(at('widget:1'))).toEqual([sbom, signature])
    expect(await types(at('widget:1'), '--filter-artifact-type', signature)).toEqual([signature])

    await does('image', 'copy', '--digest-tags', '--referrers', at('widget:1'), at('copy:1'))
    expect(await types(at('copy:1'))).toEqual([sbom, signature])
    await does('image', 'copy', '--digest-tags', '--referrers', at('copy:1'), 'ocidir://back:1')
    expect(await types('ocidir://back:1')).toEqual([sbom, signature])
    expect(await does('image', 'digest', at('copy:1'))).toBe(digest)
  })

  test('makes an index of one platform, changes an image, and deletes a tag alone', async () => {
    await does('index', 'create', at('widget:amd64'), '--ref', at('widget:1'), '--platform', 'linux/amd64')
    await does('image', 'mod', at('widget:1'), '--create', at('widget:labelled'), '--label', 'keeper=ada')
    expect(await does('image', 'inspect', '--platform', 'linux/amd64', at('widget:labelled'))).toContain('"ada"')
    expect(await does('tag', 'ls', at('widget'))).toBe('1\namd64\nlabelled')
    await does('tag', 'delete', at('widget:labelled'))
    expect(await does('tag', 'ls', at('widget'))).toBe('1\namd64')
    expect(await does('image', 'digest', at('widget:1'))).toBe(digest)
  })

  test('rewrites an image with sha512 digests throughout, and finds it by its tag', async () => {
    await does('image', 'mod', at('widget:1'), '--create', at('strong:1'), '--digest-algo', 'sha512')
    const strong = await does('image', 'digest', at('strong:1'))
    expect(strong).toMatch(/^sha512:[0-9a-f]{128}$/)
    const index = JSON.parse(await does('manifest', 'get', `${at('strong')}@${strong}`, '--format', '{{json .}}'))
    expect(index.manifests.every(({ digest }: { digest: string }) => digest.startsWith('sha512:'))).toBe(true)
  })

  test("lists the repositories of its own account and nobody else's", async () => {
    bench.members.set('bob', { password: 'battery staple', namespaces: { bolt: 'owner' } })
    await new Client(bench, 'bob').pushesImage('bolt/secret', '1.0.0')
    const listed = (await does('repo', 'ls', bench.host)).split('\n')
    expect(listed).toContain('acme/widget')
    expect(listed.filter((name) => !name.startsWith('acme/'))).toEqual([])
  })
})
