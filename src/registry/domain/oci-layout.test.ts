import { describe, expect, test } from 'vitest'
import { importTargets } from './import-targets.ts'
import { blobPath, type LayoutImage, memberOf, readIndex, writeIndex } from './oci-layout.ts'

const digest = (n: number) => `sha256:${String(n).padStart(64, '0')}` as const
const image = (n: number, repository?: string, tag?: string): LayoutImage => ({
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: digest(n),
  size: 10,
  ...(repository !== undefined && { repository }),
  ...(tag !== undefined && { tag }),
})
const named = (n: number, repository: string, tag?: string) => ({ ...image(n, repository, tag), repository })

describe('an index', () => {
  test('says what it was told', () => {
    const images = [named(1, 'store/acme/a', '1.0'), named(2, 'store/acme/b', '1.0'), named(3, 'store/acme/b')]
    expect(readIndex(writeIndex(images))).toEqual(images)
    expect(writeIndex(images).toString()).toContain('"org.opencontainers.image.ref.name":"store/acme/a:1.0"')
    expect(writeIndex(images.slice(0, 1)).toString()).toContain('"org.opencontainers.image.ref.name":"1.0"')
  })
  test('of other programs names images by tag, by full name, or not at all', () => {
    const entry = (name?: string) => ({
      ...image(1),
      ...(name !== undefined && { annotations: { 'org.opencontainers.image.ref.name': name } }),
    })
    const names = ['1.0', 'docker.io/library/app:2.0', 'host:5000/app', undefined]
    const index = Buffer.from(JSON.stringify({ manifests: names.map(entry) }))
    expect(readIndex(index).map(({ tag }) => tag)).toEqual(['1.0', '2.0', undefined, undefined])
  })
})

describe('the names of members', () => {
  test('are what they seem, with or without a dot before', () => {
    expect(memberOf('oci-layout')).toEqual({ kind: 'version' })
    expect(memberOf('./index.json')).toEqual({ kind: 'index' })
    expect(memberOf(`./${blobPath(digest(1))}`)).toEqual({ kind: 'blob', digest: digest(1) })
    for (const other of ['manifest.json', 'repositories', 'blobs/', 'blobs/sha256/', 'abc/layer.tar']) {
      expect(memberOf(other)).toEqual({ kind: 'other' })
    }
  })
  test('never lead elsewhere', () => {
    for (const name of [
      '/etc/x',
      '../x',
      'blobs/../x',
      'a\\b',
      'a\0',
      'blobs/sha256/x',
      'blobs/sha256/00/11',
      'blobs/x',
    ]) {
      expect(() => memberOf(name)).toThrow('The archive was refused')
    }
  })
})

describe('where images go', () => {
  const two = [image(1, 'acme/a', '1.0'), image(2, 'acme/b', '1.0'), image(3, 'acme/b')]
  const unclear = { code: 'registry.archive_unaddressed' }
  const refusal = (images: LayoutImage[], address: object) => {
    try {
      return importTargets(images, address)
    } catch (error) {
      return error
    }
  }
  test('back to where they came from', () => {
    expect([...importTargets(two, {})].map(([name, images]) => [name, images.length])).toEqual([
      ['acme/a', 1],
      ['acme/b', 2],
    ])
    expect([...importTargets(two, { from: 'acme/b' }).keys()]).toEqual(['acme/b'])
    expect(refusal([image(1)], {})).toMatchObject(unclear)
    expect(refusal(two, { from: 'acme/c' })).toMatchObject(unclear)
  })
  test('or into one repository, when no tag would stand for two images', () => {
    const into = { repository: 'acme/c' }
    expect(refusal(two, { into })).toMatchObject(unclear)
    expect(importTargets(two, { into, from: 'acme/b' }).get('acme/c')).toHaveLength(2)
  })
  test('and one image may get another tag; signatures keep theirs', () => {
    const into = { repository: 'acme/c', tag: 'golden' }
    const signature = image(2, 'acme/b', `sha256-${'0'.repeat(64)}.sig`)
    const [first, ...others] = importTargets([image(1), signature], { into }).get('acme/c') ?? []
    expect(refusal([image(1), signature], { into })).not.toMatchObject(unclear)
    expect([first?.tag, others.length]).toEqual(['golden', 1])
    expect(refusal(two, { into })).toMatchObject(unclear)
  })
})
