import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyManifest, type Manifest, type ManifestInput, mergeManifest } from './manifest.ts'
import { diffManifests } from './manifest-diff.ts'

const base = emptyManifest('Widget')
const first = '018f4b6e-7c00-7000-8000-000000000001'
const second = '018f4b6e-7c00-7000-8000-000000000002'
const merged = (change: ManifestInput, before: Manifest = base) => mergeManifest(before, change, () => first)
const planned = merged({
  plans: [
    { id: first, name: 'Free' },
    { id: second, name: 'Pro' },
  ],
})

test('a changed field is named with both values', () =>
  expect(diffManifests(base, merged({ shortDescription: 'It turns.' }))).toEqual([
    { field: 'shortDescription', before: '', after: 'It turns.' },
  ]))

test('fields within support and plans have paths', () => {
  const after = merged(
    {
      support: { hours: '9 to 5' },
      plans: [
        { id: first, name: 'Free' },
        { id: second, name: 'Gold' },
      ],
    },
    planned,
  )
  expect(diffManifests(planned, after)).toEqual([
    { field: 'support.hours', before: '', after: '9 to 5' },
    { field: 'plans.1.name', before: 'Pro', after: 'Gold' },
  ])
})

test('a plan that moved is not a change; one that came or went is', () => {
  const [free, pro] = planned.plans
  if (!free || !pro) throw new Error('two plans')
  expect(diffManifests(planned, { ...planned, plans: [pro, free] })).toEqual([])
  expect(diffManifests(planned, { ...planned, plans: [free] })).toEqual([
    { field: 'plans.1', before: pro, after: null },
  ])
  expect(diffManifests({ ...planned, plans: [free] }, planned)).toEqual([
    { field: 'plans.1', before: null, after: pro },
  ])
})

test('a list is one value', () =>
  expect(diffManifests(merged({ tags: ['a'] }), merged({ tags: ['a', 'b'] }))).toEqual([
    { field: 'tags', before: ['a'], after: ['a', 'b'] },
  ]))

test('nothing differs from itself, whatever order the keys come back in', () =>
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (tags, name) => {
      const manifest = merged({
        tags,
        name,
        plans: [{ id: first, name, prices: [{ amount: '1', currency: 'EUR', period: 'month' }] }],
      })
      const shuffled = JSON.parse(JSON.stringify(manifest), (_key, value) =>
        value && typeof value === 'object' && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
      )
      expect(diffManifests(manifest, shuffled)).toEqual([])
    }),
  ))
