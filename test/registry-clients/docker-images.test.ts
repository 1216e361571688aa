import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listTags } from '../../src/registry/index.ts'
import { listeningBench } from '../../src/registry/testing/listening-bench.ts'
import type { RegistryBench } from '../../src/registry/testing/registry-bench.ts'
import { tarOf } from '../../src/registry/testing/small-image.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { requirement } from '../support/requirements.ts'

const docker = requirement('docker')
const busybox = requirement('busybox')
const mebibyte = 1024 * 1024

describe.runIf(docker.met && busybox.met)('images of many kinds, as a real docker engine moves them', () => {
  let bench: RegistryBench & { readonly host: string }
  let engine: DockerEngine
  let image: string
  const at = (name: string) => `${bench.host}/acme/${name}`
  const does = async (...args: string[]) => {
    const { code, stdout, stderr } = await engine.docker(args)
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    return stdout
  }

  beforeAll(async () => {
    bench = await listeningBench()
    engine = await startDockerEngine()
    bench.members.set('ada', { password: 'correct horse', namespaces: { acme: 'owner' } })
    await engine.docker(['login', '-u', 'ada', '--password-stdin', bench.host], { stdin: 'correct horse' })
    image = await engine.importBusybox(at('tool:1.0'))
  })
  afterAll(async () => {
    await engine?.stop()
    await bench?.close()
  })

  test('what was pushed is not sent again, and is pulled by its digest', async () => {
    const [, digest = ''] = /digest: (sha256:[0-9a-f]{64})/.exec(await does('push', image)) ?? []
    await does('tag', image, at('tool:latest'))
    expect(await does('push', at('tool:latest'))).toContain('Layer already exists')
    await does('rmi', image, at('tool:latest'))
    expect(await does('pull', `${at('tool')}@${digest}`)).toContain('Downloaded newer image')
    await does('tag', `${at('tool')}@${digest}`, image)
  })

  test('a list of platforms is made in the registry; docker pulls its own and is told which one is lacking', async () => {
    const variant = ['import', '-c', 'LABEL platform=other', '-']
    const other = await engine.docker([...variant, at('tool:arm64')], { stdin: Buffer.alloc(10_240) })
    expect(other.code).toBe(0)
    await does('push', at('tool:arm64'))
    await does('manifest', 'create', '--insecure', at('tool:list'), at('tool:1.0'), at('tool:arm64'))
    await does('manifest', 'annotate', '--arch', 'arm64', at('tool:list'), at('tool:arm64'))
    await does('manifest', 'push', '--insecure', at('tool:list'))
    const described = (await listTags(bench.context(), 'acme/tool')).find(({ tag }) => tag === 'list')
    expect(described?.platforms).toHaveLength(2)

    await does('rmi', at('tool:arm64'))
    await does('pull', at('tool:list'))
    expect(await does('run', '--rm', '--network', 'none', at('tool:list'))).toBe('hello from the shelf\n')
    const lacking = await engine.docker(['pull', '--platform', 'linux/s390x', at('tool:list')])
    expect(lacking.stderr + lacking.stdout).toContain('no matching manifest for linux/s390x')
  })

  test('a connection that breaks in the middle of a layer: push and pull go on by themselves', async () => {
    await does('rmi', '--force', at('tool:list'))
    const large = await engine.docker(['import', '-', at('large:1.0')], {
      stdin: tarOf('noise', randomBytes(48 * mebibyte)),
    })
    expect(large.code).toBe(0)

    const pushed = breaks('PATCH', 16 * mebibyte)
    expect(await does('push', at('large:1.0'))).toMatch(/1\.0: digest: sha256:/)
    expect(await pushed).toBe(true)

    await does('rmi', at('large:1.0'))
    const ranges: string[] = []
    bench.app.server.on('request', ({ headers }: IncomingMessage) => {
      if (headers.range !== undefined) ranges.push(headers.range)
    })
    const pulled = breaks('GET', 16 * mebibyte)
    expect(await does('pull', at('large:1.0'))).toContain('Downloaded newer image')
    expect(await pulled).toBe(true)
    // What had arrived was not fetched again.
    expect(ranges).toEqual([expect.stringMatching(/^bytes=[1-9]\d+-/)])
  })

  /** Cuts the next connection that carries a blob, once so many bytes went over it; true when that happened. */
  function breaks(method: 'GET' | 'PATCH', bytes: number): Promise<boolean> {
    return new Promise((resolve) => {
      const listen = ({ method: asked, url, socket }: IncomingMessage) => {
        if (asked !== method || !url?.includes('/blobs/')) return
        const before = socket.bytesRead + socket.bytesWritten
        const watch = setInterval(() => {
          if (socket.bytesRead + socket.bytesWritten - before > bytes) {
            clearInterval(watch)
            bench.app.server.off('request', listen)
            socket.destroy()
            resolve(true)
          } else if (socket.destroyed) clearInterval(watch)
        }, 1)
        watch.unref()
      }
      bench.app.server.on('request', listen)
    })
  }
})
