import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashToken, isWellFormedToken, newToken } from './tokens.ts'

test('a token is known by its prefix, its letters and its checksum', () => {
  const token = newToken('chd_')
  expect(token).toMatch(/^chd_[0-9A-Za-z]{42}$/)
  expect(isWellFormedToken(token, 'chd_')).toBe(true)
  expect(isWellFormedToken(token)).toBe(false)
})

test('no two are the same', () => {
  expect(new Set(Array.from({ length: 1000 }, () => newToken())).size).toBe(1000)
})

test('one changed letter is noticed', () =>
  fc.assert(
    fc.property(fc.nat(41), fc.constantFrom(...'0aZ'), (at, letter) => {
      const token = newToken()
      fc.pre(token[at] !== letter)
      expect(isWellFormedToken(token.slice(0, at) + letter + token.slice(at + 1))).toBe(false)
    }),
  ))

test('it is kept as a hash', () => {
  const token = newToken()
  expect(hashToken(token)).not.toContain(token)
  expect(hashToken(token)).toBe(hashToken(token))
})
