import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { writeOciLayout } from '../../src/registry/testing/small-image.ts'
import { type ContainerClient, containerClient } from '../support/container-clients.ts'
import { goProgram } from '../support/go-program.ts'

const crane = await goProgram('crane')

describe.runIf(crane.met)('a real crane', () => {
  let bench: RegistryBench & { readonly host: string }
  let ada: ContainerClient
  let stranger: ContainerClient
  let digest: string
  const image = (name: string) => `${bench.host}/acme/${name}`
  const does = async (...args: string[]) => {
    const { code, stdout, stderr } = await ada.run([...args, '--insecure'])
    expect(stderr.includes('Error:') ? stderr : '').toBe('')
    expect(code).toBe(0)
    return stdout.trim()
  }

  beforeAll(async () => {
    bench = await listeningBench()
    bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
    ada = await containerClient('crane', crane.met ? crane.path : '', bench.host)
    stranger = await containerClient('crane', crane.met ? crane.path : '', bench.host)
    digest = await writeOciLayout(join(ada.folder, 'two'), ['amd64', 'arm64'])
    await ada.login('ada', 'correct horse')
  })
  afterAll(async () => {
    ada?.remove()
    stranger?.remove()
    await bench?.close()
  })

  test('pushes an image for two platforms, finds each, and names the platform that is lacking', async () => {
    expect(await does('push', 'two', image('widget:1.0'))).toBe(`${image('widget')}@${digest}`)
    expect(await does('digest', image('widget:1.0'))).toBe(digest)
    const arm = await does('digest', '--platform', 'linux/arm64', image('widget:1.0'))
    expect(JSON.parse(await does('config', `${image('widget')}@${arm}`))).toMatchObject({ architecture: 'arm64' })
    const lacking = await ada.run(['digest', '--insecure', '--platform', 'linux/s390x', image('widget:1.0')])
    expect(lacking.stderr).toContain('no child with platform linux/s390x')
  })

  test('reads everything back as it was, down to the last layer', async () => {
    expect(await does('validate', '--remote', image('widget:1.0'))).toContain('PASS')
    await does('pull', '--format', 'oci', image('widget:1.0'), 'back')
    await does('push', 'back', image('again:1.0'), '--index')
    expect(await does('ls', image('again'))).toBe('1.0')
  })

  test('copies by mounting, tags without sending anything, and lists', async () => {
    const copied = await ada.run(['copy', '--insecure', image('widget:1.0'), image('copy:1.0')])
    expect(copied.stderr).toContain('mounted blob')
    expect(copied.stderr).not.toContain('pushed blob')
    await does('tag', image('copy:1.0'), 'latest')
    expect(await does('ls', image('copy'))).toBe('1.0\nlatest')
  })

  test('builds new images from old ones: labels, layers, flat, an index of its own', async () => {
    await does('index', 'filter', '--platform', 'linux/amd64', image('widget:1.0'), '-t', image('widget:amd64'))
    const [one = ''] = (await does('manifest', image('widget:amd64'))).match(/sha256:[0-9a-f]{64}/) ?? []
    const base = `${image('widget')}@${one}`
    await does('mutate', base, '--label', 'keeper=ada', '-t', image('widget:labelled'))
    expect(JSON.parse(await does('config', image('widget:labelled')))).toMatchObject({
      config: { Labels: { keeper: 'ada' } },
    })
    await ada.run(['export', '--insecure', base, 'layer.tar'])
    await does('append', '-b', base, '-f', 'layer.tar', '-t', image('widget:appended'))
    await does('flatten', image('widget:appended'), '-t', image('widget:flat'))
    await does('index', 'append', '-m', base, '-m', image('widget:flat'), '-t', image('widget:index'))
    const index = JSON.parse(await does('manifest', image('widget:index')))
    expect(index.manifests).toHaveLength(2)
    expect(await does('validate', '--remote', image('widget:index'))).toContain('PASS')
  })

  test('deletes a tag alone, and a manifest with all its tags', async () => {
    await does('delete', image('widget:labelled'))
    expect((await does('ls', image('widget'))).split('\n')).not.toContain('labelled')
    await does('delete', `${image('copy')}@${digest}`)
    expect(await does('ls', image('copy'))).toBe('')
    expect(await does('digest', image('widget:1.0'))).toBe(digest)
  })

  test('a stranger and a wrong password are refused with a sentence', async () => {
    const pulled = await stranger.pull(image('widget:1.0'))
    expect(pulled.stderr).toContain('does not exist, or your account may not pull it')
    await stranger.login('ada', 'wrong')
    expect((await stranger.pull(image('widget:1.0'))).stderr).toContain('The user name or the password is wrong.')
    const pushed = await ada.run(['push', '--insecure', 'two', `${bench.host}/store/acme/widget:9`])
    // It looks first with HEAD, whose answer has no body, and does not print what the challenge says.
    expect([pushed.code, pushed.stderr]).toEqual([1, expect.stringContaining('401 Unauthorized')])
  })
})
