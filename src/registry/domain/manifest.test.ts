import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestOf } from './digest.ts'
import { neededBlobs, parseManifest } from './manifest.ts'
import { dockerImage, dockerList, ociImage, ociIndex, pluginConfig } from './media-types.ts'

const sum = (text: string) => digestOf(Buffer.from(text))
const entry = (text: string, mediaType = 'application/octet-stream') => ({
  mediaType,
  digest: sum(text),
  size: text.length,
})
const bytes = (document: unknown) => Buffer.from(JSON.stringify(document))
const image = (more: object = {}) => ({ schemaVersion: 2, config: entry('config'), layers: [entry('layer')], ...more })

describe('manifests', () => {
  test('an image names its configuration and its layers', () => {
    const manifest = parseManifest(bytes(image()), `${ociImage}; charset=utf-8`)
    expect(manifest).toMatchObject({ kind: 'image', mediaType: ociImage, isPlugin: false })
    expect(neededBlobs(manifest).map((blob) => blob.digest)).toEqual([sum('config'), sum('layer')])
  })

  test('a plugin is an image whose configuration says so', () => {
    const plugin = image({ mediaType: dockerImage, config: entry('config', pluginConfig) })
    expect(parseManifest(bytes(plugin), dockerImage).isPlugin).toBe(true)
  })

  test('an index names manifests and their platforms', () => {
    const child = { ...entry('child', ociImage), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } }
    const { kind, children } = parseManifest(bytes({ schemaVersion: 2, manifests: [child] }), ociIndex)
    expect(kind).toBe('index')
    expect(children[0]).toMatchObject({ digest: sum('child'), platform: { os: 'linux', variant: 'v8' } })
  })

  test('foreign layers with addresses need not be here', () => {
    const foreign = {
      ...entry('far', 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'),
      urls: ['https://x.example'],
    }
    const manifest = parseManifest(bytes(image({ layers: [foreign] })), dockerImage)
    expect(neededBlobs(manifest).map((blob) => blob.digest)).toEqual([sum('config')])
  })

  test('unknown media types are taken as they are, even when they are no JSON', () => {
    expect(parseManifest(Buffer.from([0, 1, 2]), 'application/vnd.acme.thing')).toMatchObject({
      kind: 'other',
      mediaType: 'application/vnd.acme.thing',
      layers: [],
    })
  })

  test('without a content type the manifest says what it is', () => {
    expect(parseManifest(bytes(image({ mediaType: dockerImage })), undefined).mediaType).toBe(dockerImage)
    expect(() => parseManifest(bytes(image()), undefined)).toThrow(/neither its content type nor its mediaType/)
  })

  test('schema 1 is refused with advice', () => {
    expect(() =>
      parseManifest(bytes({ schemaVersion: 1 }), 'application/vnd.docker.distribution.manifest.v1+json'),
    ).toThrow(/schema 1 is obsolete/)
    expect(() => parseManifest(bytes({ schemaVersion: 1 }), ociImage)).toThrow(/schema 1 is obsolete/)
  })

  const broken: [string, unknown, string, RegExp][] = [
    ['a list', [], ociImage, /not a JSON object/],
    ['no schema version', { config: entry('c'), layers: [] }, ociImage, /schemaVersion/],
    ['another media type inside', image({ mediaType: dockerList }), ociImage, /calls itself/],
    ['layers and manifests at once', image({ manifests: [] }), ociImage, /at once/],
    ['no configuration', { schemaVersion: 2, layers: [] }, ociImage, /config is not a descriptor/],
    ['layers that are no list', image({ layers: {} }), ociImage, /layers is not a list/],
    ['a wrong digest', image({ layers: [{ ...entry('l'), digest: 'sha256:1' }] }), ociImage, /layers\[0\].*digest/],
    ['a negative size', image({ layers: [{ ...entry('l'), size: -1 }] }), ociImage, /layers\[0\].*size/],
    ['a fractional size', image({ layers: [{ ...entry('l'), size: 1.5 }] }), ociImage, /size/],
    ['a subject that is none', image({ subject: 'x' }), ociImage, /subject/],
  ]
  test.each(broken)('%s is refused', (_what, document, mediaType, why) =>
    expect(() => parseManifest(bytes(document), mediaType)).toThrow(why),
  )

  test('nesting and size have bounds', () => {
    const deep = Buffer.from(`{"schemaVersion":2,"a":${'['.repeat(40)}${']'.repeat(40)}}`)
    expect(() => parseManifest(deep, ociImage)).toThrow(/nested deeper/)
    const brackets = image({ annotations: { text: '[[[['.repeat(100) } })
    expect(parseManifest(bytes(brackets), ociImage).kind).toBe('image')
    expect(() => parseManifest(Buffer.alloc(4 * 1024 * 1024 + 1), ociImage)).toThrow(/at most 4 MiB/)
  })

  test('any bytes are either read or refused, never a crash', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (content) => {
          try {
            parseManifest(content, ociImage)
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^registry\./) })
          }
        },
      ),
    ))
})
