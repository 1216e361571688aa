import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../domain/digest.ts'
import { challengeHeader, headerText, neededScopes } from './challenge.ts'
import { byteRange, chunkOffset } from './ranges.ts'
import { v2Path } from './v2-path.ts'

const sum = digestOf(Buffer.from('x'))

describe('paths below /v2/', () => {
  test('the name may hold slashes and even the words of the interface', () => {
    expect(v2Path('')).toEqual({ kind: 'ping' })
    expect(v2Path('store/acme/widget/manifests/1.0')).toMatchObject({
      kind: 'manifest',
      repository: 'store/acme/widget',
    })
    expect(v2Path(`acme/blobs/uploads/blobs/${sum}`)).toMatchObject({ kind: 'blob', repository: 'acme/blobs/uploads' })
    expect(v2Path('acme/widget/blobs/uploads/')).toEqual({ kind: 'uploads', repository: 'acme/widget' })
    expect(v2Path('acme/widget/blobs/uploads/7')).toMatchObject({ kind: 'upload', uploadId: '7' })
    expect(v2Path(`acme/widget/referrers/${sum}`)).toMatchObject({ kind: 'referrers' })
  })

  test.each(['acme', 'acme/widget', 'users/login/', 'a/b/manifests/'])('%s is nothing here', (path) =>
    expect(() => v2Path(path)).toThrow(/There is nothing at/),
  )

  test('names and digests are checked on the way in', () => {
    expect(() => v2Path('Acme/widget/tags/list')).toThrow(/is not a repository name/)
    expect(() => v2Path('acme/widget/blobs/sha256:12')).toThrow(/is not a digest/)
  })
})

describe('the challenge (AUT-010…015)', () => {
  const realm = { realm: 'http://auth.example/token', service: 'registry.example' }

  test('has the form that clients read', () => {
    const scopes = neededScopes(v2Path('store/acme/app/manifests/1.0'), 'GET', undefined)
    expect(challengeHeader({ ...realm, scopes })).toBe(
      'Bearer realm="http://auth.example/token",service="registry.example",scope="repository:store/acme/app:pull"',
    )
    expect(challengeHeader({ ...realm, scopes: [] })).not.toContain('scope')
  })

  test('asks for the source of a mount too', () => {
    const scopes = neededScopes(v2Path('acme/app/blobs/uploads/'), 'POST', 'store/base/os')
    expect(challengeHeader({ ...realm, scopes })).toContain(
      'scope="repository:acme/app:pull,push repository:store/base/os:pull"',
    )
  })

  test('escapes quotes and keeps to one ASCII line of 300 characters', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 350 }), (text) => {
        const plain = headerText(text)
        expect(plain).toMatch(/^[\x20-\x7e]{0,300}$/)
        const header = challengeHeader({ ...realm, scopes: [], error: 'insufficient_scope', description: text })
        expect(header.replace(/\\["\\]/g, '').split('"').length % 2).toBe(1)
      }),
      { numRuns: 40 },
    ))

  test('says Lodz for Łódź as well as it can', () => expect(headerText('café "x"')).toBe('cafe "x"'))
})

describe('ranges', () => {
  test.each<[string | undefined, ReturnType<typeof byteRange>]>([
    [undefined, 'all'],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=5-100', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-100', { start: 0, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', 'unsatisfiable'],
    ['bytes=0-1,4-5', 'all'],
    ['lines=1-2', 'all'],
  ])('%s of ten bytes', (header, expected) => expect(byteRange(header, 10)).toEqual(expected))

  test('a chunk says where it begins', () => {
    expect(chunkOffset(undefined, '5')).toBeUndefined()
    expect(chunkOffset('5-9', '5')).toBe(5)
    expect(chunkOffset('bytes 5-9/*', undefined)).toBe(5)
    expect(() => chunkOffset('5-9', '7')).toThrow(/contradict/)
    expect(() => chunkOffset('9-5', undefined)).toThrow(/ends before it begins/)
    expect(() => chunkOffset('all of it', undefined)).toThrow(/not of the form/)
  })
})
