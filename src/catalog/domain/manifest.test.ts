import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyManifest, isPaid, type ManifestInput, mergeManifest, sourcesOf, storeRepositoryOf } from './manifest.ts'

const id = '018f4b6e-7c00-7000-8000-000000000001'
const newId = () => id

test('naming a field changes that field and loses nothing', () => {
  const before = mergeManifest(emptyManifest('Widget'), { tags: ['a'], support: { email: 'help@acme.example' } }, newId)
  const after = mergeManifest(before, { version: '2', support: { hours: '9 to 5' } }, newId)
  expect(after).toEqual({
    ...before,
    version: '2',
    support: { ...before.support, hours: '9 to 5' },
  })
})

test('a plan may have a name and nothing else; it gets an id and the usual trial (STO-064)', () => {
  const [plan] = mergeManifest(emptyManifest('Widget'), { plans: [{ name: 'Pro' }] }, newId).plans
  expect(plan).toMatchObject({ id, name: 'Pro', trialDays: 30, prices: [], licence: { kind: 'text', text: '' } })
})

test('an id that is none is replaced', () =>
  expect(mergeManifest(emptyManifest('W'), { plans: [{ id: 'mine', name: 'Pro' }] }, newId).plans[0]?.id).toBe(id))

test('saving the same twice is saving it once', () =>
  fc.assert(
    fc.property(
      fc.record(
        {
          name: fc.string(),
          tags: fc.array(fc.string()),
          support: fc.record({ email: fc.string() }),
          plans: fc.array(fc.record({ id: fc.constant(id), name: fc.string(), trialDays: fc.nat() })),
        },
        { requiredKeys: [] },
      ),
      (change) => {
        const once = mergeManifest(emptyManifest('W'), change as ManifestInput, newId)
        expect(mergeManifest(once, change as ManifestInput, newId)).toEqual(once)
      },
    ),
  ))

test('sources are the pairs of repository and tag, each once, with the plans that name them', () => {
  const source = { repository: 'acme/widget', tags: ['1', '2'] }
  const manifest = mergeManifest(
    emptyManifest('Widget'),
    {
      plans: [
        { name: 'A', repositories: [source] },
        { name: 'B', repositories: [{ ...source, tags: ['2'] }] },
      ],
    },
    (() => {
      let n = 0
      return () => `plan-${++n}`
    })(),
  )
  expect(sourcesOf(manifest)).toEqual([
    { repository: 'acme/widget', tag: '1', planIds: ['plan-1'] },
    { repository: 'acme/widget', tag: '2', planIds: ['plan-1', 'plan-2'] },
  ])
})

test('a price of nothing costs nothing', () => {
  expect(isPaid({ prices: [{ amount: '0', currency: 'EUR', period: 'month' }] })).toBe(false)
  expect(isPaid({ prices: [{ amount: '1', currency: 'EUR', period: 'month' }] })).toBe(true)
  expect(isPaid({ prices: [] })).toBe(false)
})

test('what is published stands under store/ (STO-078)', () =>
  expect(storeRepositoryOf('acme/widget')).toBe('store/acme/widget'))
