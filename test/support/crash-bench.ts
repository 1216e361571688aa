import { join } from 'node:path'
import type { BuiltImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { projectRoot } from '../../src/app/version.ts'
import { productManifest, smallImage, type TestPublisher } from './publisher.ts'
import type { ServerProcess } from './server-process.ts'

/** What is run instead of the store itself: it stops dead at a stage, or collects without delay (test/crash/doomed-store.ts). */
export const doomedStore = { flags: ['--import', 'tsx'], main: join(projectRoot, 'test', 'crash', 'doomed-store.ts') }

/** A product whose submission only waits for the publisher's click. */
export async function approvedProduct(
  { person, id, slug }: TestPublisher,
  operator: Person,
  name: string,
): Promise<{ submissionId: string; image: BuiltImage }> {
  const image = await smallImage(name, '1.0.0')
  for (const repository of [name, `${name}-pro`]) await person.pushes(image, `${slug}/${repository}`, '1.0.0')
  const product = await person.client.post<{ id: string }>(`/publishers/${id}/products`, { name })
  await person.client.put(`/products/${product.id}/draft`, await productManifest(person, product.id, slug, name))
  const submission = await person.client.post<{ id: string }>(`/products/${product.id}/submissions`, {
    publish: 'manual',
  })
  await operator.client.post(`/submissions/${submission.id}/approve`, {})
  return { submissionId: submission.id, image }
}

/** Lets a dead store's successor look at everything, some days later. */
export async function settled(server: ServerProcess): Promise<Record<string, unknown>> {
  const { code, printed } = await server.rival(['settle'])
  const report = /settled (\{.*\})/.exec(printed)?.[1]
  if (code !== 0 || report === undefined) throw new Error(`It did not settle (${code}):\n${printed}`)
  return JSON.parse(report) as Record<string, unknown>
}

/** What `settled` says when nothing was lost and nothing is left. */
export const flawless = {
  damaged: [],
  lacking: [],
  needless: [],
  left: [],
  bytesWithoutRow: [],
  rowsWithoutBytes: [],
}
