import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeSlug, slugOf } from './slug.ts'

test.each([
  ['Widget', 'widget'],
  ['Tide Pool 2', 'tide-pool-2'],
  ['  Größe & Länge!  ', 'grosse-lange'],
  ['Łódź', 'odz'],
  ['数据库', 'product'],
  ['C++', 'c'],
])('%s becomes %s', (name, slug) => expect(slugOf(name)).toBe(slug))

test('a slug always fits into an address', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slugOf(name)) && slugOf(name).length <= 60,
    ),
  ))

test('a slug of a slug is the slug', () =>
  fc.assert(fc.property(fc.string(), (name) => slugOf(slugOf(name)) === slugOf(name))))

test('a taken slug gets the next free number', () => {
  const taken = new Set(['widget', 'widget-2'])
  expect(freeSlug('widget', (slug) => taken.has(slug))).toBe('widget-3')
  expect(freeSlug('crank', (slug) => taken.has(slug))).toBe('crank')
  expect(freeSlug('suggest', (slug) => taken.has(slug))).toBe('suggest-2')
})
