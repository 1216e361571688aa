import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { extract, pack } from 'tar-stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { algorithmOf, type Digest, type DigestAlgorithm, digestOf } from './domain/digest.ts'
import { ociImage, ociIndex } from './domain/media-types.ts'
import { exportImages } from './export-images.ts'
import { type ImportImages, importImages } from './import-images.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'

let here: RegistryBench
let there: RegistryBench
let ada: Client

beforeAll(async () => {
  here = await registryBench()
  there = await registryBench()
})
afterAll(async () => {
  await here.close()
  await there.close()
})
beforeEach(async () => {
  for (const bench of [here, there]) {
    await bench.reset()
    bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
    bench.members.set('vic', { password: 'secret', namespaces: { acme: 'viewer' } })
    bench.members.set('eve', { password: 'secret', namespaces: { eve: 'owner' } })
  }
  ada = new Client(here, 'ada')
})

const operator = (bench: RegistryBench) => bench.context()
const exported = async (repository: string, reference?: string) =>
  buffer((await exportImages(operator(here), { repository, ...(reference && { reference }) })).open())
const imports = (archive: Uint8Array, address: Omit<ImportImages, 'source'> = {}, bench = there) =>
  importImages(operator(bench), { source: Readable.from([archive]), ...address })

/** A manifest about another one, with one layer. */
async function signs(repository: string, subject: Digest, text: string, tag?: string): Promise<Digest> {
  const layer = Buffer.from(text)
  const config = Buffer.from('{}')
  await ada.pushesBlob(repository, layer)
  await ada.pushesBlob(repository, config)
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociImage,
      artifactType: 'application/vnd.example.signature',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(config), size: config.length },
      layers: [{ mediaType: 'application/octet-stream', digest: digestOf(layer), size: layer.length }],
      ...(tag === undefined && { subject: { mediaType: ociImage, digest: subject, size: 1 } }),
    }),
  )
  const put = await ada.pushesManifest(repository, tag ?? digestOf(manifest), manifest, ociImage)
  expect(put.statusCode).toBe(201)
  return digestOf(manifest)
}

/** What a repository shows: tags, and every manifest with its bytes. */
async function contentOf(bench: RegistryBench, repository: string) {
  const rows = async (text: string) => (await bench.database.execute(text, [repository])).rows
  return {
    tags: await rows(
      'SELECT t.name, t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = $1 ORDER BY 1',
    ),
    manifests: await rows(
      `SELECT m.digest, m.media_type, m.kind, m.artifact_type, m.subject, m.total_size, m.os, m.architecture, encode(m.bytes, 'hex') AS bytes
       FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = $1 ORDER BY 1`,
    ),
    references: await rows(
      `SELECT f.manifest, f.position, f.kind, f.digest, f.size FROM manifest_reference f
       JOIN repository r ON r.id = f.repository_id WHERE r.name = $1 ORDER BY 1, 2`,
    ),
  }
}

interface Member {
  name: string
  bytes: Buffer
  type?: 'symlink' | 'link' | 'directory'
}

async function membersOf(archive: Uint8Array): Promise<Member[]> {
  const tar = extract()
  Readable.from([archive]).pipe(tar as unknown as NodeJS.WritableStream)
  const members: Member[] = []
  for await (const entry of tar) members.push({ name: entry.header.name, bytes: await buffer(entry as never) })
  return members
}

async function archiveOf(members: readonly Member[]): Promise<Buffer> {
  const tar = pack()
  for (const { name, bytes, type } of members) {
    if (type) tar.entry({ name, type, linkname: '/etc/passwd' })
    else tar.entry({ name }, bytes)
  }
  tar.finalize()
  return buffer(tar as never)
}

describe('an archive', () => {
  test('takes a repository with its signatures to an empty store: the same digests, tags and referrers', async () => {
    const one = (await ada.pushesImage('acme/widget', '1.0')) as Digest
    await ada.pushesImage('acme/widget', '2.0')
    const signature = await signs('acme/widget', one, 'signature')
    await signs('acme/widget', signature, 'countersignature')
    await signs('acme/widget', one, 'cosign', `sha256-${one.slice(7)}.sig`)
    const archive = await exported('acme/widget')

    const brought = await imports(archive)

    expect(brought.repositories).toEqual([
      { repository: 'acme/widget', tags: ['1.0', '2.0', `sha256-${one.slice(7)}.sig`].sort(), manifests: 5 },
    ])
    expect(await contentOf(there, 'acme/widget')).toEqual(await contentOf(here, 'acme/widget'))
    const buyer = new Client(there, 'ada')
    const referrers = await buyer.request('GET', `/v2/acme/widget/referrers/${one}`)
    expect(referrers.json().manifests).toMatchObject([{ digest: signature }])
    const pulled = await buyer.request('GET', '/v2/acme/widget/manifests/1.0')
    for (const layer of pulled.json<{ layers: { digest: string }[] }>().layers) {
      const blob = await buyer.request('GET', `/v2/acme/widget/blobs/${layer.digest}`)
      expect(digestOf(blob.rawPayload)).toBe(layer.digest)
    }
    expect(await there.auditActions()).toContain('registry.images_imported')
    expect(there.events).toContainEqual({
      type: 'image.pushed',
      repository: 'acme/widget',
      tag: '1.0',
      digest: one,
      at: there.clock.now().toISOString(),
    })
  })

  test('is the same bytes each time, whatever the clock says', async () => {
    await signs('acme/widget', (await ada.pushesImage('acme/widget', '1.0')) as Digest, 'signature')
    const first = await exported('acme/widget')
    here.clock.advance(1_000_000)
    expect(await exported('acme/widget')).toEqual(first)
  })

  test('of one tag has that image and what is about it, and nothing else', async () => {
    const one = (await ada.pushesImage('acme/widget', '1.0')) as Digest
    const two = (await ada.pushesImage('acme/widget', '2.0')) as Digest
    await signs('acme/widget', one, 'signature')
    await signs('acme/widget', two, 'other signature')
    await signs('acme/widget', one, 'cosign', `sha256-${one.slice(7)}.sig`)
    const archive = await exported('acme/widget', '1.0')
    await imports(archive, { into: { repository: 'acme/copy', tag: 'golden' } })
    const copy = await contentOf(there, 'acme/copy')
    expect(copy.tags).toEqual([
      { name: 'golden', digest: one },
      { name: `sha256-${one.slice(7)}.sig`, digest: expect.anything() },
    ])
    expect(copy.manifests).toHaveLength(3)
    expect(await membersOf(await exported('acme/widget', one))).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: `blobs/sha256/${one.slice(7)}` })]),
    )
  })

  test('may be imported again, and goes on after it broke off; what is there is not stored twice', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    await ada.pushesImage('acme/widget', '2.0')
    const archive = await exported('acme/widget')
    const half = archive.subarray(0, archive.length - 4096)
    await expect(imports(half)).rejects.toMatchObject({ code: 'registry.archive_incomplete' })
    expect((await contentOf(there, 'acme/widget')).manifests).toEqual([])
    const again = await imports(archive)
    expect(again.known).toBeGreaterThan(0)
    const history = await contentOf(there, 'acme/widget')
    expect(await imports(archive)).toMatchObject({ uploaded: 0 })
    expect(await contentOf(there, 'acme/widget')).toEqual(history)
  })

  test('members may come in any order when it is said where the images go', async () => {
    await signs('acme/widget', (await ada.pushesImage('acme/widget', '1.0')) as Digest, 'signature')
    const members = await membersOf(await exported('acme/widget'))
    const backwards = await archiveOf([...members].reverse())
    await expect(imports(backwards)).rejects.toMatchObject({ code: 'registry.archive_unaddressed' })
    await imports(backwards, { into: { repository: 'acme/widget' } })
    expect(await contentOf(there, 'acme/widget')).toEqual(await contentOf(here, 'acme/widget'))
  })

  test('brings lost bytes back', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    const archive = await exported('acme/widget')
    const { layers } = (await ada.request('GET', '/v2/acme/widget/manifests/1.0')).json()
    await here.blobs.remove(layers[0].digest)
    await expect(exported('acme/widget')).rejects.toMatchObject({ code: 'registry.image_damaged' })
    expect(await imports(archive, {}, here)).toMatchObject({ uploaded: 1 })
    expect(await exported('acme/widget')).toEqual(archive)
  })

  test('restores published content, whose tags stay what they are', async () => {
    const digest = await ada.pushesImage('acme/widget', '1.0')
    const archive = await exported('acme/widget')
    const into = { repository: 'store/acme/widget' }
    await imports(archive, { into })
    await imports(archive, { into })
    expect((await contentOf(there, into.repository)).tags).toEqual([{ name: '1.0', digest }])
    await ada.pushesImage('acme/widget', '1.0', 'other content')
    await expect(imports(await exported('acme/widget'), { into })).rejects.toMatchObject({
      code: 'registry.tag_immutable',
    })
    expect((await contentOf(there, into.repository)).tags).toEqual([{ name: '1.0', digest }])
  })
})

describe('who may', () => {
  const as = (bench: RegistryBench, name: string) => bench.context(person(name))

  test('export: the people of the publisher; for others the repository does not exist', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    const repository = 'acme/widget'
    for (const name of ['ada', 'vic']) {
      expect(await exportImages(as(here, name), { repository })).toMatchObject({ fileName: 'acme-widget.oci.tar' })
    }
    await expect(exportImages(as(here, 'eve'), { repository })).rejects.toMatchObject({ code: 'registry.name_unknown' })
    const moderator = here.context(person('mo', ['moderator']))
    await expect(exportImages(moderator, { repository })).rejects.toMatchObject({ code: 'registry.name_unknown' })
    const stranger = here.context({ kind: 'anonymous' })
    await expect(exportImages(stranger, { repository })).rejects.toMatchObject({ code: 'accounts.sign_in_first' })
    expect(await here.auditActions()).toContain('registry.images_exported')
    await expect(exportImages(as(here, 'ada'), { repository, reference: '9.9' })).rejects.toMatchObject({
      code: 'registry.manifest_unknown',
    })
  })

  test('import: editors of the namespace, operators elsewhere; store/ and the archive’s own names are for the command', async () => {
    await ada.pushesImage('acme/widget', '1.0')
    const archive = await exported('acme/widget')
    const attempt = (name: string, repository?: string, roles: 'operator'[] = []) =>
      importImages(there.context(person(name, roles)), {
        source: Readable.from([archive]),
        ...(repository && { into: { repository } }),
      })
    await attempt('ada', 'acme/widget')
    await expect(attempt('vic', 'acme/widget')).rejects.toMatchObject({ code: 'registry.insufficient_scope' })
    await expect(attempt('eve', 'acme/widget')).rejects.toMatchObject({ code: 'registry.name_unknown' })
    await expect(attempt('ada', 'library/widget')).rejects.toMatchObject({ code: 'registry.insufficient_scope' })
    await attempt('olga', 'library/widget', ['operator'])
    await expect(attempt('olga', 'store/acme/widget', ['operator'])).rejects.toMatchObject({
      code: 'registry.insufficient_scope',
    })
    await expect(attempt('ada')).rejects.toMatchObject({ code: 'registry.archive_unaddressed' })
    await expect(imports(archive, { into: { repository: 'holding/x/widget' } })).rejects.toMatchObject({
      code: 'registry.insufficient_scope',
    })
  })
})

describe('a damaged or hostile archive', () => {
  const invalid = { code: 'registry.archive_invalid' }
  let members: Member[]

  beforeEach(async () => {
    await ada.pushesImage('acme/widget', '1.0')
    members = await membersOf(await exported('acme/widget'))
  })
  const refused = async (changed: readonly Member[], error: object, into = { repository: 'acme/copy' }) => {
    await expect(imports(await archiveOf(changed), { into })).rejects.toMatchObject(error)
    expect((await contentOf(there, 'acme/copy')).manifests).toEqual([])
  }
  const replaced = (name: RegExp, change: (member: Member) => Member[]) =>
    members.flatMap((member) => (name.test(member.name) ? change(member) : [member]))

  test('with other bytes under a digest is refused', async () => {
    const flip = (member: Member) => {
      const bytes = Buffer.from(member.bytes)
      bytes[0] = (bytes[0] ?? 0) ^ 1
      return [{ ...member, bytes }]
    }
    await refused(replaced(/^blobs/, flip), { ...invalid, message: expect.stringContaining('not what their digest') })
  })
  test('that lacks a blob or a manifest is refused, and says which', async () => {
    for (const member of members.filter(({ name }) => name.startsWith('blobs/'))) {
      const digest = member.name.slice('blobs/'.length).replace('/', ':')
      await refused(
        members.filter((other) => other !== member),
        { code: 'registry.archive_incomplete', details: { digest } },
      )
      await there.reset()
    }
  })
  test('with links, names that lead elsewhere, or a member twice is refused', async () => {
    for (const name of ['../escape', '/etc/passwd', 'blobs/sha256/../../x', 'blobs/md5/abc', 'blobs/sha256/ABC']) {
      await refused([...members, { name, bytes: Buffer.from('x') }], invalid)
    }
    const digest = digestOf(Buffer.from('x')).slice(7)
    for (const type of ['symlink', 'link'] as const) {
      await refused([...members, { name: `blobs/sha256/${digest}`, bytes: Buffer.alloc(0), type }], invalid)
    }
    await refused([...members, ...members], { ...invalid, message: expect.stringContaining('twice') })
  })
  test('that is no layout, or has an index that is too large or senseless, is refused', async () => {
    for (const gone of ['oci-layout', 'index.json'])
      await refused(
        replaced(new RegExp(gone), () => []),
        invalid,
      )
    const index = (bytes: Buffer) => replaced(/index\.json/, (member) => [{ ...member, bytes }])
    await refused(index(Buffer.alloc(4 * 1024 * 1024 + 1, 0x20)), invalid)
    for (const text of [
      '',
      '[]',
      'null',
      '{"manifests":{}}',
      '{"manifests":[{"digest":"x"}]}',
      '{"manifests":[null]}',
    ]) {
      await refused(index(Buffer.from(text)), invalid)
    }
    await refused(index(Buffer.from('{"manifests":[]}')), { code: 'registry.archive_unaddressed' })
    await refused([{ name: 'oci-layout', bytes: Buffer.from('{"imageLayoutVersion":"9"}') }], invalid)
  })
  test('that is cut off anywhere, or is no tar at all, is refused', async () => {
    const archive = await archiveOf(members)
    for (const at of [10, 512, 700, archive.length - 2000]) {
      await expect(imports(archive.subarray(0, at), { into: { repository: 'acme/copy' } })).rejects.toMatchObject(
        invalid,
      )
    }
    await expect(imports(Buffer.alloc(2048, 'x'), { into: { repository: 'acme/copy' } })).rejects.toMatchObject(invalid)
    const broken = new Readable({ read() {} })
    const importing = importImages(operator(there), { source: broken, into: { repository: 'acme/copy' } })
    broken.push(archive.subarray(0, 700))
    broken.destroy()
    await expect(importing).rejects.toMatchObject(invalid)
  })
})

test('any tree of images, indexes and signatures comes through unchanged', { timeout: 240_000 }, async () => {
  const node = fc.record({
    kind: fc.constantFrom('image', 'index', 'signature'),
    algorithm: fc.constantFrom<DigestAlgorithm>('sha256', 'sha512'),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    tagged: fc.boolean(),
    size: fc.integer({ min: 0, max: 3000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(node, { minLength: 1, maxLength: 8 }), async (nodes) => {
      for (const bench of [here, there]) {
        await bench.reset()
        bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
      }
      const made: { digest: Digest; size: number }[] = []
      const pick = (n: number) => made[n % made.length] as { digest: Digest; size: number }
      for (const [i, { kind, algorithm, picks, tagged, size }] of nodes.entries()) {
        const layer = Buffer.alloc(size, `layer ${i} `)
        const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', i }))
        for (const bytes of [layer, config]) await ada.pushesBlob('acme/tree', bytes)
        const describe = (bytes: Buffer) => ({ mediaType: 'a/b', digest: digestOf(bytes), size: bytes.length })
        const isIndex = kind === 'index' && made.length > 0
        const manifest = Buffer.from(
          JSON.stringify(
            isIndex
              ? {
                  schemaVersion: 2,
                  mediaType: ociIndex,
                  manifests: picks.map((n) => ({ mediaType: mediaTypes.get(pick(n).digest), ...pick(n) })),
                  annotations: { i: String(i) },
                }
              : {
                  schemaVersion: 2,
                  mediaType: ociImage,
                  config: describe(config),
                  layers: [describe(layer)],
                  ...(kind === 'signature' &&
                    made.length > 0 && { subject: { mediaType: ociImage, ...pick(picks[0] ?? 0) } }),
                },
          ),
        )
        const digest = digestOf(manifest, algorithm)
        const mediaType = isIndex ? ociIndex : ociImage
        mediaTypes.set(digest, mediaType)
        const put = await ada.pushesManifest('acme/tree', digest, manifest, mediaType)
        expect(put.statusCode).toBe(201)
        if (tagged && algorithmOf(digest) === 'sha256') {
          await ada.pushesManifest('acme/tree', `v${i}`, manifest, mediaType)
        }
        made.push({ digest, size: manifest.length })
      }
      await ada.pushesImage('acme/tree', 'last')
      const archive = await exported('acme/tree')
      await imports(archive)
      expect(await buffer((await exportImages(operator(there), { repository: 'acme/tree' })).open())).toEqual(archive)
    }),
    { numRuns: 6 },
  )
})

const mediaTypes = new Map<Digest, string>()
