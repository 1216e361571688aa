import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Media, MediaId, ProductId } from './listing.ts'
import { emptyManifest, type Manifest, type ManifestPlan, mergeManifest } from './manifest.ts'
import { problemsOf } from './manifest-problems.ts'
import { warningsOf } from './plan-problems.ts'

const plan: ManifestPlan = {
  id: '018f4b6e-7c00-7000-8000-000000000001',
  name: 'Community',
  description: 'For everybody.',
  isDefault: true,
  access: 'subscribed',
  prices: [],
  trialDays: 0,
  repositories: [{ repository: 'acme/widget', tags: ['1.0.0'] }],
  licence: { kind: 'text', text: 'Use it well.' },
  instructions: 'Run it.',
}
const complete: Manifest = {
  name: 'Widget',
  iconId: 'icon',
  shortDescription: 'A widget.',
  categories: ['devops-tools'],
  tags: ['widget'],
  longDescription: '# Widget',
  screenshotIds: ['screen'],
  websiteLink: 'https://acme.example',
  supportLink: 'https://acme.example/support',
  documentationLink: '',
  contentType: 'image',
  runsOn: 'community',
  licenseType: 'free',
  version: '1.0.0',
  support: { email: '', site: '', hours: '', responseTimes: '', text: '' },
  releaseNotes: '',
  plans: [plan],
}
const fields = (manifest: Manifest) => problemsOf(manifest).map(({ field }) => field)
const withPlan = (change: Partial<ManifestPlan>) => ({ ...complete, plans: [{ ...plan, ...change }] })

test('a complete manifest has no problems', () => expect(problemsOf(complete)).toEqual([]))

test('a product that was just begun lacks everything that is required', () =>
  expect(fields(emptyManifest('Widget')).sort()).toEqual(
    [
      'categories',
      'contentType',
      'iconId',
      'licenseType',
      'longDescription',
      'plans',
      'runsOn',
      'screenshotIds',
      'shortDescription',
      'supportLink',
      'version',
    ].sort(),
  ))

describe('each rule names its field', () => {
  test.each<[string, Partial<Manifest>, string]>([
    ['STO-043 name', { name: ' ' }, 'name'],
    ['STO-044 icon', { iconId: '' }, 'iconId'],
    ['STO-045 short description', { shortDescription: '' }, 'shortDescription'],
    ['STO-045 at most 140 characters', { shortDescription: 'x'.repeat(141) }, 'shortDescription'],
    ['STO-046 category', { categories: [] }, 'categories'],
    ['STO-047 long description', { longDescription: '' }, 'longDescription'],
    ['STO-048 screenshots', { screenshotIds: [] }, 'screenshotIds'],
    ['STO-049 support link', { supportLink: '' }, 'supportLink'],
    ['STO-049 support link is an address', { supportLink: 'acme.example' }, 'supportLink'],
    ['STO-050 documentation is an address', { documentationLink: 'javascript:alert(1)' }, 'documentationLink'],
    ['STO-054 content type', { contentType: '' }, 'contentType'],
    ['STO-054 version', { version: '' }, 'version'],
    ['STO-054 licence type', { licenseType: '' }, 'licenseType'],
    ['STO-024 where it runs', { runsOn: '' }, 'runsOn'],
    ['STO-023 nowhere that we know', { runsOn: 'other' }, 'runsOn'],
    ['STO-060 plans', { plans: [] }, 'plans'],
    ['STO-060 a default', { plans: [{ ...plan, isDefault: false }] }, 'plans'],
    ['STO-060 one default', { plans: [plan, { ...plan, id: 'b', name: 'B' }] }, 'plans'],
    [
      'plans have names of their own',
      { plans: [plan, { ...plan, id: 'b', isDefault: false, name: 'COMMUNITY ' }] },
      'plans.1.name',
    ],
  ])('%s', (_rule, change, field) => expect(fields({ ...complete, ...change })).toEqual([field]))

  test.each<[string, Partial<ManifestPlan>, string]>([
    ['STO-041 a repository', { repositories: [] }, 'repositories'],
    ['STO-041 a tag', { repositories: [{ repository: 'acme/widget', tags: [] }] }, 'repositories.0.tags'],
    ['STO-041 a name', { repositories: [{ repository: 'Acme', tags: ['1'] }] }, 'repositories.0.repository'],
    [
      'STO-042 latest',
      { repositories: [{ repository: 'acme/widget', tags: ['1', 'latest'] }] },
      'repositories.0.tags.1',
    ],
    ['a tag once', { repositories: [{ repository: 'acme/widget', tags: ['1', '1'] }] }, 'repositories.0.tags.1'],
    [
      'a tag as registries hold it',
      { repositories: [{ repository: 'acme/widget', tags: ['-1'] }] },
      'repositories.0.tags.0',
    ],
    ['STO-051 name', { name: '' }, 'name'],
    ['STO-051 description', { description: '' }, 'description'],
    ['STO-052 instructions', { instructions: ' ' }, 'instructions'],
    ['STO-053 licence text', { licence: { kind: 'text', text: '' } }, 'licence.text'],
    ['STO-053 licence link', { licence: { kind: 'link', url: 'ftp://x' } }, 'licence.url'],
    [
      'STO-061 whole minor units',
      { prices: [{ amount: '9.99', currency: 'EUR', period: 'month' }] },
      'prices.0.amount',
    ],
    ['STO-061 a currency', { prices: [{ amount: '0', currency: 'XQX', period: 'month' }] }, 'prices.0.currency'],
    ['STO-064 trial days', { trialDays: 366 }, 'trialDays'],
    ['STO-068 byol has a shop', { access: 'byol' }, 'byolUrl'],
    [
      'STO-068 byol is paid elsewhere',
      {
        access: 'byol',
        byolUrl: 'https://acme.example/buy',
        prices: [{ amount: '0', currency: 'EUR', period: 'month' }],
      },
      'prices',
    ],
  ])('%s', (_rule, change, field) => expect(fields(withPlan(change))).toEqual([`plans.0.${field}`]))

  test('one price per currency and period', () => {
    const price = { amount: '0', currency: 'EUR', period: 'month' as const }
    expect(fields(withPlan({ prices: [price, { ...price, amount: '00' }] }))).toEqual(['plans.0.prices.1'])
  })

  test('STO-065 what is open to all cannot cost anything', () =>
    expect(fields(withPlan({ access: 'all', prices: [{ amount: '1', currency: 'EUR', period: 'month' }] }))).toContain(
      'plans.0.access',
    ))
})

describe('support is promised (STO-021, STO-055, STO-056)', () => {
  const promised = ['support.email', 'support.site', 'support.hours', 'support.responseTimes']

  test('by what runs on certified infrastructure', () =>
    expect(fields({ ...complete, runsOn: 'certified' })).toEqual(promised))

  test('by what costs money', () =>
    expect(fields(withPlan({ prices: [{ amount: '1', currency: 'EUR', period: 'month' }] }))).toEqual(promised))

  test('but not by free community content', () => expect(fields(complete)).toEqual([]))
})

describe('what the manifest alone does not know', () => {
  const picture = (id: string, kind: Media['kind']): Media => ({
    id: id as MediaId,
    productId: 'p' as ProductId,
    kind,
    digest: '',
    contentType: '',
    width: 0,
    height: 0,
    size: 0,
  })
  const checked = (facts: Parameters<typeof problemsOf>[1]) => problemsOf(complete, facts).map(({ field }) => field)

  test('categories must exist', () => {
    expect(checked({ categories: ['devops-tools'] })).toEqual([])
    expect(checked({ categories: ['storage'] })).toEqual(['categories.0'])
  })

  test('pictures must have been uploaded for their purpose', () => {
    expect(checked({ media: [picture('icon', 'icon'), picture('screen', 'screenshot')] })).toEqual([])
    expect(checked({ media: [picture('icon', 'screenshot'), picture('screen', 'icon')] })).toEqual([
      'iconId',
      'screenshotIds.0',
    ])
  })

  test('a plan of another product cannot be taken over by its id', () => {
    expect(checked({ foreignPlans: ['018f4b6e-7c00-7000-8000-000000000002'] })).toEqual([])
    expect(checked({ foreignPlans: [plan.id] })).toEqual(['plans.0.id'])
  })

  test('repositories must be the publisher’s own (STO-041)', () => {
    expect(checked({ namespace: 'acme' })).toEqual([])
    expect(checked({ namespace: 'acm' })).toEqual(['plans.0.repositories.0.repository'])
  })
})

test('characters are counted as people see code points, not as bytes', () => {
  expect(fields({ ...complete, shortDescription: '🚢'.repeat(140) })).toEqual([])
  expect(fields({ ...complete, shortDescription: '🚢'.repeat(141) })).toEqual(['shortDescription'])
})

test('one repository on two conditions is a warning, not a problem (STO-062)', () => {
  const open: ManifestPlan = { ...plan, id: 'b', name: 'Open', isDefault: false, access: 'all' }
  expect(warningsOf([plan, open])).toEqual([
    { field: 'plans.1.repositories.0.repository', message: expect.stringContaining('"Community"') },
  ])
  expect(warningsOf([plan, { ...open, access: 'subscribed' }])).toEqual([])
})

test('any draft can be checked; each problem has a field and a sentence', () =>
  fc.assert(
    fc.property(
      fc.record({
        name: fc.string(),
        shortDescription: fc.string({ unit: 'grapheme' }),
        websiteLink: fc.string(),
        plans: fc.array(
          fc.record({
            name: fc.string(),
            prices: fc.array(
              fc.record({
                amount: fc.string(),
                currency: fc.string(),
                period: fc.constantFrom('month' as const, 'year' as const),
              }),
            ),
            repositories: fc.array(fc.record({ repository: fc.string(), tags: fc.array(fc.string()) })),
          }),
        ),
      }),
      (change) => {
        let n = 0
        const problems = problemsOf(mergeManifest(emptyManifest(''), change, () => `plan-${++n}`))
        for (const { field, message } of problems) {
          expect(field).toMatch(/^[a-zA-Z]+(\.\w+)*$/)
          expect(message).toMatch(/\.$/)
        }
      },
    ),
    { numRuns: 40 },
  ))
