import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from './domain/digest.ts'
import { dockerImage, ociImage, ociIndex } from './domain/media-types.ts'
import { Client } from './testing/client.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

let bench: RegistryBench
let acme: Client
let config: { mediaType: string; digest: string; size: number }

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('eve', { password: 'secret', namespaces: { eve: 'owner' } })
  acme = new Client(bench, 'ada')
  const digest = await acme.pushesBlob('acme/widget', Buffer.from('{}'))
  config = { mediaType: 'application/vnd.example.settings', digest, size: 2 }
})

const json = (document: object) => Buffer.from(JSON.stringify(document))
const subjectOf = (digest: string) => ({ mediaType: dockerImage, digest, size: 1 })

/** Pushes an artifact about the subject; answers its digest. */
async function attach(subject: string, more: object = {}): Promise<string> {
  const bytes = json({
    schemaVersion: 2,
    mediaType: ociImage,
    config,
    layers: [],
    subject: subjectOf(subject),
    ...more,
  })
  const pushed = await acme.pushesManifest('acme/widget', digestOf(bytes), bytes, ociImage)
  expect([pushed.statusCode, pushed.headers['oci-subject']]).toEqual([201, subject])
  return digestOf(bytes)
}

const list = async (subject: string, query = '') => {
  const answer = await acme.request('GET', `/v2/acme/widget/referrers/${subject}${query}`)
  const { manifests } = answer.json<{ manifests: { digest: string; artifactType?: string; annotations?: object }[] }>()
  return { answer, manifests }
}

describe('referrers', () => {
  test('carry their annotations and their type, which is that of the configuration when they name none', async () => {
    const image = await acme.pushesImage('acme/widget', '1.0')
    const signature = await attach(image, {
      artifactType: 'application/vnd.example.signature',
      annotations: { 'org.example.by': 'ada' },
    })
    const plain = await attach(image)
    const index = json({ schemaVersion: 2, mediaType: ociIndex, manifests: [], subject: subjectOf(image) })
    await acme.pushesManifest('acme/widget', 'notes', index, ociIndex)

    const { answer, manifests } = await list(image)
    expect(answer.headers['content-type']).toBe(ociIndex)
    const by = (digest: string) => manifests.find((entry) => entry.digest === digest)
    expect(by(signature)).toMatchObject({
      mediaType: ociImage,
      artifactType: 'application/vnd.example.signature',
      annotations: { 'org.example.by': 'ada' },
    })
    expect(by(plain)).toMatchObject({ artifactType: config.mediaType })
    expect(by(digestOf(index))).not.toHaveProperty('artifactType')

    const filtered = await list(image, `?artifactType=${encodeURIComponent(config.mediaType)}`)
    expect(filtered.answer.headers['oci-filters-applied']).toBe('artifactType')
    expect(filtered.manifests.map((entry) => entry.digest)).toEqual([plain])
  })

  test('may come before the image that they are about', async () => {
    const image = json({ schemaVersion: 2, mediaType: ociImage, config, layers: [] })
    const early = await attach(digestOf(image))
    expect((await list(digestOf(image))).manifests.map((entry) => entry.digest)).toEqual([early])
    expect((await acme.pushesManifest('acme/widget', 'late', image, ociImage)).statusCode).toBe(201)
    expect((await list(digestOf(image))).manifests.map((entry) => entry.digest)).toEqual([early])
  })

  test('are listed page by page, each once, also filtered', async () => {
    const image = await acme.pushesImage('acme/widget', '1.0')
    const all = new Set<string>()
    for (let i = 0; i < 5; i++) all.add(await attach(image, { annotations: { number: String(i) } }))
    const seen: string[] = []
    let url: string | undefined = `/v2/acme/widget/referrers/${image}?n=2&artifactType=${config.mediaType}`
    for (let pages = 0; url !== undefined; pages++) {
      expect(pages).toBeLessThan(3)
      const page = await acme.request('GET', url)
      seen.push(...page.json<{ manifests: { digest: string }[] }>().manifests.map((entry) => entry.digest))
      url = /<([^>]+)>; rel="next"/.exec(String(page.headers.link))?.[1]
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen)).toEqual(all)
    expect((await list(image, '?n=0')).manifests).toEqual([])
    expect((await list(image, '?last=nonsense')).answer.statusCode).toBe(400)
  })

  test('a client that keeps them in an index under a tag finds that index again, and others find them too', async () => {
    const image = await acme.pushesImage('acme/widget', '1.0')
    const signature = await attach(image)
    const tag = image.replace(':', '-')
    const entry = { mediaType: ociImage, digest: signature, size: 1 }
    const index = json({ schemaVersion: 2, mediaType: ociIndex, manifests: [entry] })
    expect((await acme.pushesManifest('acme/widget', tag, index, ociIndex)).statusCode).toBe(201)
    const back = await acme.request('GET', `/v2/acme/widget/manifests/${tag}`)
    expect(back.rawPayload.equals(index)).toBe(true)
    expect((await list(image)).manifests.map(({ digest }) => digest)).toEqual([signature])
  })

  test('are hidden from whoever may not pull the repository', async () => {
    const image = await acme.pushesImage('acme/widget', '1.0')
    for (const client of [new Client(bench), new Client(bench, 'eve')]) {
      expect((await client.request('GET', `/v2/acme/widget/referrers/${image}`)).statusCode).toBe(401)
    }
  })
})
