import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ProductId } from '../../catalog/index.ts'
import { after, days, hours } from '../../platform/clock.ts'
import { defaultPeriods } from './deadline.ts'
import { isOpenFinding, nextFinding } from './finding-clock.ts'
import { type FindingId, type ProductFinding, withClock } from './product-finding.ts'
import {
  type ProductHit,
  type PublishedTag,
  type Reconcile,
  type Reconciled,
  reconcile,
  standingTags,
} from './reconcile.ts'

const start = new Date('2026-03-01T12:00:00Z')
const tag = (name: string, day: number, more: Partial<PublishedTag> = {}): PublishedTag => ({
  repository: 'store/acme/widget',
  tag: name,
  digest: `sha256:${name}`,
  publishedAt: after(start, days(day)),
  scanned: true,
  ...more,
})
const hit = (component: number, digests: string[], more: Partial<ProductHit> = {}): ProductHit => ({
  advisoryId: 'DEBIAN-1',
  names: ['CVE-2026-1', 'DEBIAN-1'],
  component,
  digests: new Set(digests.map((name) => `sha256:${name}`)),
  verdict: 'affected',
  class: 'critical',
  summary: 'Too long a key.',
  fixedVersion: '3.0.11',
  ...more,
})
const facts = (more: Partial<Reconcile> = {}): Reconcile => ({
  known: [],
  hits: [],
  tags: [tag('1.0', 0)],
  present: new Set(),
  exploited: new Set(),
  periods: defaultPeriods,
  at: start,
  ...more,
})

/** What the store would have after writing the changes. */
function written(known: readonly ProductFinding[], changes: readonly Reconciled[], at = start): ProductFinding[] {
  const after = new Map(known.map((finding) => [finding.id, finding]))
  for (const { was, vulnerability, now } of changes) {
    const id = was?.id ?? (`f${after.size + 1}` as FindingId)
    const firstSeenAt = was?.firstSeenAt ?? at
    const override = was?.override && { override: was.override }
    after.set(id, { ...now, ...override, id, productId: 'p' as ProductId, vulnerability, firstSeenAt, changedAt: at })
  }
  return [...after.values()]
}
const told = (finding: ProductFinding, at: Date) =>
  withClock(finding, nextFinding(finding, { type: 'notified', at }, defaultPeriods) ?? finding, at)
const opened = (hits = [hit(1, ['1.0'])], more: Partial<Reconcile> = {}) =>
  written([], reconcile(facts({ hits, ...more }))).map((finding) => told(finding, start))

test('a match opens a finding with the worst class, all fixed versions and every affected tag (WAT-3)', () => {
  const hits = [
    hit(1, ['1.0'], { class: 'minor' }),
    hit(2, ['1.0', '1.1'], {
      class: 'major',
      advisoryId: 'GHSA-1',
      names: ['GHSA-1', 'CVE-2026-1'],
      fixedVersion: '9',
    }),
  ]
  expect(reconcile(facts({ hits, tags: [tag('1.0', 0), tag('1.1', 0)] }))).toMatchObject([
    {
      vulnerability: 'CVE-2026-1',
      now: {
        state: 'detected',
        class: 'major',
        names: ['CVE-2026-1', 'DEBIAN-1', 'GHSA-1'],
        fixedVersions: ['3.0.11', '9'],
        components: [1, 2],
        tags: [{ tag: '1.0' }, { tag: '1.1' }],
      },
    },
  ])
})

test('the same facts again change nothing (WAT-4)', () => {
  expect(reconcile(facts({ known: opened(), hits: [hit(1, ['1.0'])], at: after(start, days(3)) }))).toEqual([])
})

test('an uncertain match has no class, so no clock runs until a reviewer has looked (STO-092, STO-102)', () => {
  const [finding] = opened([hit(1, ['1.0'], { verdict: 'uncertain' })])
  expect(finding).toMatchObject({ state: 'open', class: 'unknown' })
  expect(finding?.deadline).toBeUndefined()
})

describe('fixed (STO-105)', () => {
  const known = opened()
  const next = (tags: PublishedTag[], hits = [hit(1, ['1.0'])]) =>
    reconcile(facts({ known, hits, tags, present: new Set([1]), at: after(start, days(1)) }))

  test('a later version that lacks it remedies the tags before it', () => {
    expect(next([tag('1.0', 0), tag('1.1', 1)])).toMatchObject([
      { events: ['fixed'], now: { state: 'fixed', tags: [] } },
    ])
  })
  test('not one that was not scanned yet, nor one of another repository, nor one that was there before', () => {
    expect(next([tag('1.0', 0), tag('1.1', 1, { scanned: false })])).toEqual([])
    expect(next([tag('1.0', 0), tag('1.1', 1, { repository: 'store/acme/other' })])).toEqual([])
    expect(next([tag('1.0', 0), tag('0.9', -1)])).toEqual([])
  })
  test('withdrawn tags need no remedy', () => {
    expect(reconcile(facts({ known, tags: [], at: start }))).toMatchObject([{ now: { state: 'fixed' } }])
  })
  test('the tags that stand are those with no clean one after them', () => {
    const tags = [tag('1', 0), tag('2', 1), tag('3', 2), tag('4', 3)]
    const affected = (...names: string[]) => new Set(names.map((name) => `sha256:${name}`))
    const standing = (...names: string[]) => standingTags(tags, affected(...names)).map(({ tag: name }) => name)
    expect(standing('1', '2')).toEqual([])
    expect(standing('1', '3', '4')).toEqual(['3', '4'])
    expect(standing('1', '2', '3', '4')).toEqual(['1', '2', '3', '4'])
  })
})

test('when the component is still there and no advisory speaks of it any more, it is withdrawn (ADV-5)', () => {
  const known = opened()
  const changes = reconcile(facts({ known, present: new Set([1]), at: after(start, hours(1)) }))
  expect(changes).toMatchObject([{ events: ['withdrawn'], now: { state: 'withdrawn' } }])
  const back = reconcile(facts({ known: written(known, changes), hits: [hit(1, ['1.0'])], at: after(start, hours(2)) }))
  expect(back).toMatchObject([{ events: ['reappeared'], now: { state: 'open', timeLeft: hours(71) } }])
})

test('a fixed finding that is in a newly published version is open again, with a notice to come', () => {
  const known = opened()
  const fixed = written(
    known,
    reconcile(facts({ known, tags: [tag('1.0', 0), tag('1.1', 1)], hits: [hit(1, ['1.0'])] })),
  )
  const again = reconcile(
    facts({
      known: fixed,
      tags: [tag('1.0', 0), tag('1.1', 1), tag('1.2', 2)],
      hits: [hit(1, ['1.0', '1.2'])],
      at: after(start, days(2)),
    }),
  )
  expect(again).toMatchObject([
    { events: ['reappeared'], now: { state: 'open', owed: 'start', tags: [{ tag: '1.2' }] } },
  ])
})

describe('changes', () => {
  const later = { at: after(start, hours(1)) }
  test('a higher class waits for a notice of its own', () => {
    const known = opened([hit(1, ['1.0'], { class: 'major' })])
    expect(reconcile(facts({ known, hits: [hit(1, ['1.0'])], ...later }))).toMatchObject([
      { events: ['reclassified'], notable: true, now: { class: 'critical', owed: 'start' } },
    ])
  })
  test("a reviewer's class counts whatever advisories say (STO-103)", () => {
    const known = opened().map((finding) => ({ ...finding, override: 'minor' as const, class: 'minor' as const }))
    expect(reconcile(facts({ known, hits: [hit(1, ['1.0'])], ...later }))).toEqual([])
  })
  test('known to be exploited is told at once and leaves the clock alone (SEV-4)', () => {
    const known = opened()
    const exploited = new Set(['CVE-2026-1'])
    expect(reconcile(facts({ known, hits: [hit(1, ['1.0'])], exploited, ...later }))).toMatchObject([
      { events: [], notable: true, now: { knownExploited: true, owed: 'news', deadline: known[0]?.deadline } },
    ])
  })
  test('one more affected tag is written down and is no news', () => {
    const known = opened()
    const tags = [tag('1.0', 0), tag('1.1', 1)]
    expect(reconcile(facts({ known, tags, hits: [hit(1, ['1.0', '1.1'])], ...later }))).toMatchObject([
      { events: [], notable: false, now: { tags: [{ tag: '1.0' }, { tag: '1.1' }], deadline: known[0]?.deadline } },
    ])
  })
  test('a CVE that is given later does not make a second finding or a new clock (SEV-5)', () => {
    const known = opened([hit(1, ['1.0'], { names: ['GHSA-1'], advisoryId: 'GHSA-1' })])
    const changes = reconcile(facts({ known, hits: [hit(1, ['1.0'], { names: ['CVE-2026-1', 'GHSA-1'] })], ...later }))
    expect(changes).toMatchObject([
      { vulnerability: 'GHSA-1', events: [], now: { names: ['CVE-2026-1', 'GHSA-1'], deadline: known[0]?.deadline } },
    ])
  })
  test('two findings that turn out to be one go on as the older one', () => {
    const one = hit(1, ['1.0'], { names: ['GHSA-1'], advisoryId: 'GHSA-1' })
    const two = hit(1, ['1.0'], { names: ['PYSEC-1'], advisoryId: 'PYSEC-1' })
    const known = opened([one, two])
    expect(known).toHaveLength(2)
    const joined = [one, { ...two, names: ['PYSEC-1', 'GHSA-1'] }]
    const now = written(known, reconcile(facts({ known, hits: joined, present: new Set([1]), ...later })))
    expect(now.map(({ vulnerability, state }) => [vulnerability, state])).toEqual([
      ['GHSA-1', 'open'],
      ['PYSEC-1', 'withdrawn'],
    ])
  })
})

test('whatever facts follow each other: reconciled once, nothing more is to do, and what is open stands on a tag', () => {
  const anyHit = fc.record({
    component: fc.integer({ min: 1, max: 3 }),
    names: fc.uniqueArray(fc.constantFrom('CVE-1', 'CVE-2', 'GHSA-1', 'GHSA-2'), { minLength: 1, maxLength: 2 }),
    digests: fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }),
    class: fc.constantFrom('critical' as const, 'major' as const, 'unknown' as const),
  })
  const anyFacts = fc.record({ hits: fc.array(anyHit, { maxLength: 4 }), newest: fc.integer({ min: 1, max: 3 }) })
  fc.assert(
    fc.property(fc.array(anyFacts, { maxLength: 6 }), (history) => {
      let known: ProductFinding[] = []
      for (const [step, { hits, newest }] of history.entries()) {
        const at = after(start, days(step))
        const input = facts({
          known,
          at,
          tags: ['1', '2', '3'].slice(0, newest).map((name, day) => tag(name, day)),
          hits: hits.map(({ component, digests, ...rest }) => hit(component, digests, rest)),
          present: new Set([1, 2]),
        })
        known = written(known, reconcile(input), at)
        expect(reconcile({ ...input, known })).toEqual([])
        for (const finding of known) expect(finding.tags.length > 0).toBe(isOpenFinding(finding))
        known = known.map((finding) => told(finding, at))
      }
    }),
  )
})
