import { expect, test } from 'vitest'
import { emptyManifest, fromMinorUnits, toMinorUnits, valueAt } from './manifest-form.ts'

test.each([
  ['49.90', 'EUR', '4990'],
  ['49,9', 'EUR', '4990'],
  ['500', 'JPY', '500'],
  ['49.999', 'EUR', undefined],
  ['5.5', 'JPY', undefined],
  ['free', 'EUR', undefined],
])('%s typed for %s is %s in minor units', (text, currency, minor) => expect(toMinorUnits(text, currency)).toBe(minor))

test.each([
  ['4990', 'EUR', '49.90'],
  ['5', 'EUR', '0.05'],
  ['500', 'JPY', '500'],
])('%s minor units of %s are shown as %s', (minor, currency, text) =>
  expect(fromMinorUnits(minor, currency)).toBe(text),
)

test('a path leads to a value, or to nothing', () => {
  expect(valueAt({ ...emptyManifest, name: 'Keel' }, 'name')).toBe('Keel')
  expect(valueAt(emptyManifest, 'support.hours')).toBe('')
  expect(valueAt(emptyManifest, 'plans.0.name')).toBeUndefined()
})
