import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltImage, buildImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { approvedProduct, doomedStore, flawless, settled } from '../support/crash-bench.ts'
import type { TestPublisher } from '../support/publisher.ts'
import { serveStore } from '../support/served-store.ts'
import type { ServerProcess } from '../support/server-process.ts'

/**
 * kill -9 at each stage of an upload and of publishing, and not somewhere near it: what was not acknowledged is not half there,
 * the work can be done again, and what the dead store left behind is collected.
 */
let server: ServerProcess
let operator: Person
let acme: TestPublisher

beforeAll(async () => {
  const store = await serveStore({}, doomedStore)
  ;({ server, operator } = store)
  acme = await store.publisher('acme')
  await server.kill()
  await server.start(stages[0])
}, 300_000)
afterAll(() => server?.remove())

const stages = [
  'upload started',
  'bytes appended',
  'claim written',
  'bytes committed',
  'row before commit',
  'row committed',
  'image verified',
  'image placed',
  'image live',
] as const
type Stage = (typeof stages)[number]

/** Begins the work, kills the store when it has stopped dead at the stage, and starts it for the next stage. */
async function killedAt(stage: Stage, work: () => Promise<unknown>): Promise<void> {
  server.signal('SIGUSR2')
  await server.prints(/armed/)
  const working = work().catch(() => undefined)
  await server.prints(new RegExp(`reached ${stage}`))
  await server.kill()
  await working
  await server.start(stages[stages.indexOf(stage) + 1])
}

const imageOf = (text: string): Promise<BuiltImage> =>
  buildImage({ layers: [{ createdBy: 'ADD', files: [{ path: 'about', content: text }], compression: 'none' }] })

test.each([
  ['upload started', false],
  ['bytes appended', false],
  ['claim written', false],
  ['bytes committed', false],
  ['row before commit', false],
  ['row committed', true],
] as const)('an upload: %s', { timeout: 300_000 }, async (stage, isThere) => {
  const image = await imageOf(stage)
  const [layer] = image.layers
  await killedAt(stage, () => acme.person.pushes(image, 'acme/widget', '1.0.0'))
  expect((await blob(layer?.digest ?? '')).status).toBe(isThere ? 200 : 404)
  await acme.person.pushes(image, 'acme/widget', '1.0.0')
  const pulled = await acme.person.docker.pull('acme/widget', '1.0.0')
  expect(pulled).toMatchObject({ digest: image.manifest.digest, bytes: image.config.size + (layer?.size ?? 0) })
})

test.each([
  ['image verified', false],
  ['image placed', false],
  ['image live', true],
] as const)('publishing: %s', { timeout: 300_000 }, async (stage, isLive) => {
  const name = stage.replace('image ', 'widget-')
  const { submissionId, image } = await approvedProduct(acme, operator, name)
  const publish = () => acme.person.client.post(`/submissions/${submissionId}/publish`)
  await killedAt(stage, publish)
  const shelf = () => fetch(`${server.baseUrl}/api/v1/listings/${name}`)
  expect((await shelf()).status).toBe(isLive ? 200 : 404)
  const pull = (repository: string) => operator.docker.pull(`store/acme/${repository}`, '1.0.0')
  if (!isLive) {
    await expect(pull(name)).rejects.toMatchObject({ status: 404 })
    await publish()
  }
  expect((await shelf()).status).toBe(200)
  for (const repository of [name, `${name}-pro`]) {
    expect((await pull(repository)).digest).toBe(image.manifest.digest)
  }
})

test('what the dead stores left behind is collected, and nothing else', { timeout: 300_000 }, async () => {
  await server.kill()
  expect(await settled(server)).toMatchObject(flawless)
})

async function blob(digest: string): Promise<Response> {
  const authorization = `Bearer ${await acme.person.docker.token('repository:acme/widget:pull')}`
  return fetch(`${server.baseUrl}/v2/acme/widget/blobs/${digest}`, { method: 'HEAD', headers: { authorization } })
}
