import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digest, digestOf, isDigest } from './digest.ts'
import { isRepositoryName, isTag, reference, repositoryName } from './names.ts'

describe('repository names', () => {
  test.each(['a/b', 'store/acme/widget', 'acme/my_app', 'acme/my__app', 'acme/my-app.v2', 'a1/b---c', 'a'])(
    '%s is one',
    (name) => expect(isRepositoryName(name)).toBe(true),
  )
  test.each([
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    'Acme/widget',
    'acme/wid get',
    'acme/-x',
    'acme/x-',
    'a/_b',
    'a/b___c',
    'a/b..c',
    'a/../b',
    'ä/b',
    'localhost:5000/a',
    'a/b\n',
    'x'.repeat(256),
  ])('%j is none', (name) => expect(isRepositoryName(name)).toBe(false))

  test('a hostile name is refused quickly and with a sentence', () => {
    const hostile = `${'a-'.repeat(100_000)}!`
    expect(isRepositoryName(hostile)).toBe(false)
    expect(isRepositoryName(`${'a-'.repeat(120)}!`)).toBe(false)
    expect(() => repositoryName('No Good')).toThrow(/is not a repository name/)
  })
})

describe('references', () => {
  test('a digest is a digest, anything else must be a tag', () => {
    const sum = digestOf(Buffer.from('x'))
    expect(reference(sum)).toEqual({ kind: 'digest', digest: sum })
    expect(reference('1.0.0-rc_1')).toEqual({ kind: 'tag', tag: '1.0.0-rc_1' })
    expect(() => reference('sha256:abc')).toThrow(/neither a tag nor a digest/)
    for (const tag of ['', '.x', '-x', 'a b', 'a/b', 'x'.repeat(129)]) expect(isTag(tag)).toBe(false)
  })

  test('what is hashed here is a digest in both algorithms', () =>
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('sha256' as const, 'sha512' as const), (bytes, algorithm) => {
        expect(isDigest(digestOf(bytes, algorithm))).toBe(true)
      }),
    ))

  test('digests in upper case, of other algorithms or lengths are refused', () => {
    const sum = digestOf(Buffer.from('x'))
    for (const wrong of [sum.toUpperCase(), sum.slice(0, -1), `${sum}0`, 'md5:d41d8cd98f00b204e9800998ecf8427e']) {
      expect(() => digest(wrong)).toThrow(/is not a digest/)
    }
  })
})
