import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LayerFacts } from '../layers/layer-facts.ts'
import { readLayer } from '../layers/read-layer.ts'
import { mergeLayers } from '../merge/merge-layers.ts'
import {
  archiveOf,
  type FakeFiles,
  type FakeImage,
  newDockerArchive,
  ociLayout,
  oldDockerArchive,
} from '../testing/fake-images.ts'
import { debDatabase, npmPackage, osRelease } from '../testing/fake-packages.ts'
import { file, gz, inChunks, tar } from '../testing/tar-writer.ts'
import { indexArchive, type RandomAccessFile } from './archive-index.ts'
import type { ImageChoice, ImageFiles } from './image-source.ts'
import { type OpenImage, openImage, startsLikeImageArchive } from './open-image.ts'
import { readStreamedArchive } from './streamed-archive.ts'
import { firstEntryPath } from './tar-entries.ts'
import { UnusableImage } from './unusable-image.ts'

const base = [osRelease('debian', '12'), debDatabase({ name: 'curl', version: '7.88.1-10' })]
const app = [npmPackage('srv', 'left', '1.0.0')]
const image: FakeImage = { layers: [base, app], tags: ['acme/widget:1.0.0'] }

function inMemory(bytes: Buffer): RandomAccessFile {
  return {
    size: bytes.length,
    read: async (from, length) => bytes.subarray(from, from + length),
    stream: (from, length) => inChunks(bytes.subarray(from, from + length), 700),
  }
}

function filesOf(files: FakeFiles): ImageFiles {
  return {
    has: async (path) => Object.hasOwn(files, path),
    read: async (path) => files[path],
    open: (path) => inChunks(files[path] ?? Buffer.alloc(0)),
  }
}

async function opened(archive: Buffer, choice?: ImageChoice): Promise<OpenImage | undefined> {
  return openImage(await indexArchive(inMemory(archive)), choice)
}

const readBytes = (stream: AsyncIterable<Uint8Array>, digest: string) => readLayer(stream, { digest })

function contents(facts: readonly LayerFacts[]): string[] {
  const { components, complete } = mergeLayers(facts, {})
  return [...components.map(({ name, introducedIn }) => `${name} in ${introducedIn}`), complete ? 'whole' : 'partial']
}

async function contentsOf(found: OpenImage | undefined): Promise<string[]> {
  if (found === undefined) throw new Error('no image')
  return contents(
    await Promise.all(found.layers.map(({ open, digest, verify }) => readLayer(open(), { digest, verify }))),
  )
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UnusableImage)
  return (error as UnusableImage).message
}

const everything = ['curl in 0', 'left in 1', 'whole']

describe('the layers of an image are found lowest first, whatever holds it', () => {
  test.each([
    ['docker save, old form', oldDockerArchive(image)],
    ['docker save, new form', newDockerArchive(image)],
    ['OCI layout as an archive', archiveOf(ociLayout(image))],
  ])('%s: by position, and as it comes by', async (_name, archive) => {
    const found = await opened(archive)
    expect(found?.config).toMatchObject({ os: 'linux', architecture: 'amd64' })
    expect(found?.created).toBe('2026-03-01T00:00:00Z')
    expect(found?.name).toBe('acme/widget:1.0.0')
    expect(found?.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(await contentsOf(found)).toEqual(everything)

    const streamed = await readStreamedArchive(inChunks(archive, 900), readBytes)
    expect(contents(streamed.facts)).toEqual(everything)
    expect(streamed.plan.digest).toBe(found?.digest)
    expect(streamed.facts.map(({ digest }) => digest)).toEqual(found?.layers.map(({ digest }) => digest))
  })

  test('OCI layout as a folder', async () => {
    expect(await contentsOf(await openImage(filesOf(ociLayout(image))))).toEqual(everything)
  })

  test('a layer that two images share is a link in the old form', async () => {
    const archive = oldDockerArchive(image, {
      layers: [base, [npmPackage('srv', 'right', '2.0.0')]],
      tags: ['acme/other:1'],
    })
    const choice = { name: 'acme/other:1' }
    expect(await contentsOf(await opened(archive, choice))).toEqual(['curl in 0', 'right in 1', 'whole'])
    const streamed = await readStreamedArchive(inChunks(archive), readBytes, choice)
    expect(contents(streamed.facts)).toEqual(['curl in 0', 'right in 1', 'whole'])
  })

  test('a platform of several, without the attestations beside them', async () => {
    const arm = { layers: [[npmPackage('srv', 'arm', '1.0.0')]], platform: 'linux/arm64' }
    const files = filesOf(ociLayout({ ...image, platform: 'linux/amd64' }, arm))
    expect(await contentsOf(await openImage(files, { platform: 'linux/arm64' }))).toEqual(['arm in 0', 'whole'])
    expect(await problemOf(openImage(files))).toBe(
      'The layout holds more than one. It has: acme/widget:1.0.0 for linux/amd64, linux/arm64. Say which one with --name and --platform.',
    )
    expect(await problemOf(openImage(files, { platform: 'linux/s390x' }))).toContain('none that is asked for')
  })

  test('files that are no image are not taken for one', async () => {
    expect(await opened(tar(base))).toBeUndefined()
    expect(await openImage(filesOf({ 'etc/os-release': Buffer.from('ID=x') }))).toBeUndefined()
  })

  test.each([
    [oldDockerArchive(image), true],
    [newDockerArchive(image), true],
    [archiveOf(ociLayout(image)), true],
    [tar(base), false],
    [tar([file('blobsy/x')]), false],
    [Buffer.alloc(0), false],
    [Buffer.from('no archive at all'), false],
  ])('an image is told from a root file system by the first entry (%#)', async (archive, expected) => {
    expect(startsLikeImageArchive((await firstEntryPath(inChunks(archive))) ?? '')).toBe(expected)
  })
})

describe('LAY-7: images from outside are checked', () => {
  const changed = (archive: Buffer, from: string, to: string) =>
    Buffer.from(archive.toString('latin1').replace(from, to), 'latin1')

  test('a layer with other bytes than its digest says is a problem of the layer', async () => {
    const archive = changed(oldDockerArchive(image), 'Package: curl', 'Package: cUrl')
    expect(await contentsOf(await opened(archive))).toContain('partial')
    const { facts } = await readStreamedArchive(inChunks(archive), readBytes)
    expect(facts[0]?.problems).toMatchObject([{ code: 'digest_mismatch' }])
    expect(facts[0]?.complete).toBe(false)
  })

  test('also one that is named by the digest of its compressed bytes', async () => {
    const files = { ...ociLayout(image) }
    const layer = Object.keys(files).find((path) => files[path]?.[0] === 0x1f) ?? ''
    files[layer] = gz(tar([npmPackage('srv', 'evil', '1.0.0')]))
    expect(await contentsOf(await openImage(filesOf(files)))).toContain('partial')
    const { facts } = await readStreamedArchive(inChunks(archiveOf(files)), readBytes)
    expect(facts.some(({ problems }) => problems.some(({ code }) => code === 'digest_mismatch'))).toBe(true)
  })

  test('a manifest or configuration with another digest is refused', async () => {
    const files = { ...ociLayout(image) }
    const config = Object.keys(files).find((path) => files[path]?.includes('diff_ids')) ?? ''
    files[config] = Buffer.from('{}')
    expect(await problemOf(openImage(filesOf(files)))).toContain('The image is damaged')
  })

  test('a digest that is a path leads nowhere', async () => {
    const index = { manifests: [{ digest: 'sha256:../../../etc/passwd' }] }
    const files = filesOf({ 'index.json': Buffer.from(JSON.stringify(index)) })
    expect(await problemOf(openImage(files))).toContain('is no digest')
  })
})

describe('what is missing or broken is said', () => {
  test('several images, none named', async () => {
    const archive = oldDockerArchive(image, { layers: [app], tags: ['acme/other:1'] })
    expect(await problemOf(opened(archive))).toBe(
      'The archive holds 2 images; they are named acme/widget:1.0.0, acme/other:1. Say which one with --name.',
    )
  })

  test('an archive that breaks off, a document that is none, a layer that is not there', async () => {
    const archive = oldDockerArchive(image)
    expect(await problemOf(opened(archive.subarray(0, 3000)))).toBe('The archive is damaged: it breaks off.')
    const cut = readStreamedArchive(inChunks(archive.subarray(0, 3000)), readBytes)
    expect(await problemOf(cut)).toBe('The archive is damaged: it breaks off.')
    expect(await problemOf(opened(tar([file('manifest.json', '[{')])))).toContain('manifest.json is not JSON')
    const hollow = Object.fromEntries(Object.entries(ociLayout(image)).filter(([, bytes]) => bytes[0] !== 0x1f))
    expect(await problemOf(contentsOf(await opened(archiveOf(hollow))))).toContain('The image is incomplete')
  })

  test('any bytes: an answer or a sentence, never anything else', async () => {
    const archive = newDockerArchive(image)
    const damaged = fc.tuple(fc.nat(archive.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(archive)
      copy[at] = byte
      return copy
    })
    const any = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
    )
    await fc.assert(
      fc.asyncProperty(any, async (bytes) => {
        for (const work of [opened(bytes), readStreamedArchive(inChunks(bytes), readBytes)]) {
          await work.catch((error: unknown) => expect(error).toBeInstanceOf(UnusableImage))
        }
      }),
      { numRuns: 150 },
    )
  })
})
