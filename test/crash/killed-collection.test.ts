import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltImage, buildImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { doomedStore, flawless, settled } from '../support/crash-bench.ts'
import { serveStore } from '../support/served-store.ts'
import type { ServerProcess } from '../support/server-process.ts'

/**
 * kill -9 at random moments of pushes, deletions and a collector that waits for nothing: whatever was acknowledged and not
 * deleted is whole after each restart, and in the end nothing is left that nobody needs.
 */
const times = 20
const people = 3
const repositories = ['acme/left', 'acme/right']

let server: ServerProcess
let acme: Person
let images: readonly BuiltImage[]
/** "repository digest" of what was acknowledged and nobody has begun to delete. */
const promised = new Set<string>()

beforeAll(async () => {
  const store = await serveStore({}, doomedStore)
  server = store.server
  acme = (await store.publisher('acme')).person
  images = await neighbours(6)
  await server.kill()
}, 300_000)
afterAll(() => server?.remove())

test(`${times} kills while people push and delete and the collector collects`, { timeout: 1_800_000 }, async () => {
  for (let round = 0; round < times; round++) {
    await server.start('collect')
    for (const key of promised) {
      const [repository = '', digest = ''] = key.split(' ')
      const image = images.find(({ manifest }) => manifest.digest === digest)
      expect(await acme.docker.pull(repository, digest)).toMatchObject({ digest, bytes: image && bytesOf(image) })
    }
    const dead = new AbortController()
    const working = Array.from({ length: people }, (_, person) => pushesAndDeletes(person, dead.signal))
    await wait(200 + Math.random() * 1000)
    await server.kill()
    dead.abort()
    await Promise.all(working)
  }
  const report = await settled(server)
  expect(report).toMatchObject(flawless)
  expect(report.manifests).toBeGreaterThanOrEqual(promised.size)
})

/** Each person has images of their own, whose layers those of others have, too. */
async function pushesAndDeletes(person: number, dead: AbortSignal): Promise<void> {
  const own = images.filter((_, index) => index % people === person)
  while (!dead.aborted) {
    const image = pick(own)
    const repository = pick(repositories)
    const key = `${repository} ${image.manifest.digest}`
    try {
      if (promised.has(key) && Math.random() < 0.6) {
        promised.delete(key)
        await deletes(repository, image.manifest.digest)
      } else {
        await acme.pushes(image, repository, `v${images.indexOf(image)}`)
        promised.add(key)
      }
    } catch {
      // Killed; or a layer went between the look and the manifest, because here the collector waits for nothing.
    }
  }
}

async function deletes(repository: string, digest: string): Promise<void> {
  const authorization = `Bearer ${await acme.docker.token(`repository:${repository}:delete`)}`
  await fetch(`${server.baseUrl}/v2/${repository}/manifests/${digest}`, {
    method: 'DELETE',
    headers: { authorization },
  })
}

/** Images of two layers; each shares one with the image before it and one with the image after it. */
function neighbours(count: number): Promise<BuiltImage[]> {
  const contents = Array.from({ length: count }, () => randomBytes(200_000))
  const layer = (index: number) => ({
    createdBy: 'ADD',
    files: [{ path: `part${index % count}`, content: contents[index % count] ?? '' }],
    compression: 'none' as const,
  })
  return Promise.all(contents.map((_, index) => buildImage({ layers: [layer(index), layer(index + 1)] })))
}

const bytesOf = (image: BuiltImage) => [image.config, ...image.layers].reduce((sum, { size }) => sum + size, 0)

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T
}
