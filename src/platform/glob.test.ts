import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitsGlob } from './glob.ts'

test.each([
  ['1.0', '1.0', true],
  ['1.0', '1.00', false],
  ['1.*', '1.0', true],
  ['1.*', '1', false],
  ['*', '', true],
  ['*-rc*', '2.0-rc1', true],
  ['*-rc*', '2.0', false],
  ['a*a', 'a', false],
  ['a*b*c', 'a-c-b', false],
  ['a*b*c', 'abc', true],
  ['*ab', 'aab', true],
  ['1.0', '1x0', false],
])('%s and %s: %s', (pattern, text, fits) => expect(fitsGlob(pattern, text)).toBe(fits))

test('it says the same as the regular expression that it stands for', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '*') }),
      fc.string({ unit: fc.constantFrom('a', 'b') }),
      (pattern, text) => {
        expect(fitsGlob(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text))
      },
    ),
  ))
