import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days } from '../../platform/clock.ts'
import { fitsGlob } from '../../platform/glob.ts'
import type { Digest } from './digest.ts'
import {
  imageOfTag,
  type ManifestFacts,
  planRetention,
  type RepositoryContent,
  type RetentionPlan,
  type RetentionRules,
  type TagFacts,
} from './retention.ts'

const now = new Date('2026-06-01T12:00:00Z')
const ago = (n: number) => new Date(now.getTime() - days(n))
const digestOf = (n: number) => `sha256:${n.toString(16).padStart(64, '0')}` as Digest
const signatureTag = (n: number) => `${digestOf(n).replace(':', '-')}.sig`

const image = (n: number, age: number, more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  digest: digestOf(n),
  children: [],
  pushedAt: ago(age),
  ...more,
})
const tag = (name: string, n: number, age: number, more: Partial<TagFacts> = {}): TagFacts => ({
  name,
  digest: digestOf(n),
  pushedAt: ago(age),
  ...more,
})
const rules = (some: Partial<RetentionRules>): RetentionRules => ({ keepTags: [], ...some })
const keptTags = (plan: RetentionPlan) => plan.tags.filter(({ keep }) => keep).map(({ tag: { name } }) => name)
const keptDigests = (plan: RetentionPlan) =>
  plan.manifests.filter(({ keep }) => keep).map(({ manifest: { digest } }) => digest)

describe('tags', () => {
  const content: RepositoryContent = {
    tags: [tag('1.0', 1, 90), tag('1.1', 2, 60, { pulledAt: ago(3) }), tag('2.0-rc1', 3, 40), tag('2.0', 4, 10)],
    manifests: [image(1, 90), image(2, 60), image(3, 40), image(4, 10)],
  }
  test.each([
    ['no rule keeps all', {}, ['1.0', '1.1', '2.0-rc1', '2.0']],
    ['the last two', { keepLast: 2 }, ['2.0-rc1', '2.0']],
    ['a pattern', { keepTags: ['1.*'] }, ['1.0', '1.1']],
    ['pushed within 30 days', { keepPushedDays: 30 }, ['2.0']],
    ['pulled within 30 days', { keepPulledDays: 30 }, ['1.1']],
    ['any of them', { keepLast: 1, keepTags: ['*-rc*'] }, ['2.0-rc1', '2.0']],
    ['none at all', { keepLast: 0 }, []],
  ] as const)('%s', (_, some, kept) => expect(keptTags(planRetention(rules(some), content, now))).toEqual(kept))

  test('what a product names stays, whatever the rules say', () => {
    const needed = [tag('1.0', 1, 400, { neededBy: 'the product Widget' })]
    const plan = planRetention(
      rules({ keepLast: 0, removeUntaggedDays: 0 }),
      { tags: needed, manifests: [image(1, 400)] },
      now,
    )
    expect(plan.tags).toMatchObject([{ keep: true, reason: { kind: 'needed', by: 'the product Widget' } }])
    expect(plan.manifests).toMatchObject([{ keep: true, reason: { kind: 'tagged', tag: '1.0' } }])
  })
})

describe('manifests', () => {
  test('stay without a tag until somebody says for how long', () => {
    const content = { tags: [], manifests: [image(1, 400)] }
    expect(keptDigests(planRetention(rules({ keepLast: 1 }), content, now))).toEqual([digestOf(1)])
    expect(keptDigests(planRetention(rules({ removeUntaggedDays: 399 }), content, now))).toEqual([])
    expect(keptDigests(planRetention(rules({ removeUntaggedDays: 401 }), content, now))).toEqual([digestOf(1)])
  })

  test('of a kept index stay, nested ones too; of one that goes they go', () => {
    const nested = [
      image(1, 50, { children: [digestOf(2)] }),
      image(2, 50, { children: [digestOf(3), digestOf(99)] }),
      image(3, 50),
    ]
    const content = { tags: [tag('multi', 1, 50)], manifests: nested }
    expect(keptDigests(planRetention(rules({ keepLast: 1, removeUntaggedDays: 7 }), content, now))).toHaveLength(3)
    expect(keptDigests(planRetention(rules({ keepLast: 0, removeUntaggedDays: 7 }), content, now))).toEqual([])
  })

  test('signatures stay with their image, and go with it, however young', () => {
    const content = (age: number): RepositoryContent => ({
      tags: [tag('1.0', 1, age), tag(signatureTag(1), 3, 0)],
      manifests: [
        image(1, age),
        image(2, 0, { subject: digestOf(1) }),
        image(3, 0),
        image(4, 0, { subject: digestOf(2) }),
      ],
    })
    const some = rules({ keepPushedDays: 30, removeUntaggedDays: 7 })
    expect(planRetention(some, content(10), now).manifests.every(({ keep }) => keep)).toBe(true)
    const plan = planRetention(some, content(60), now)
    expect(plan.manifests.map(({ keep, reason }) => [keep, reason.kind])).toEqual([
      [false, 'untagged'],
      [false, 'subject goes'],
      [false, 'subject goes'],
      [false, 'subject goes'],
    ])
    expect(keptTags(plan)).toEqual([])
  })

  test('a signature whose image has not arrived yet waits for it as untagged ones do', () => {
    const content = (age: number) => ({ tags: [], manifests: [image(2, age, { subject: digestOf(1) })] })
    expect(keptDigests(planRetention(rules({ removeUntaggedDays: 7 }), content(1), now))).toHaveLength(1)
    expect(keptDigests(planRetention(rules({ removeUntaggedDays: 7 }), content(8), now))).toHaveLength(0)
  })

  test('the image of a kept signature stays', () => {
    const content = { tags: [tag(signatureTag(1), 2, 90)], manifests: [image(1, 90), image(2, 90)] }
    const plan = planRetention(rules({ keepTags: ['sha256-*'], removeUntaggedDays: 7 }), content, now)
    expect(keptDigests(plan)).toHaveLength(2)
  })
})

test.each([
  [`sha256-${'a'.repeat(64)}`, `sha256:${'a'.repeat(64)}`],
  [`sha256-${'a'.repeat(64)}.sig`, `sha256:${'a'.repeat(64)}`],
  [`sha512-${'b'.repeat(128)}.att`, `sha512:${'b'.repeat(128)}`],
  [`sha256-${'a'.repeat(63)}`, undefined],
  ['1.0', undefined],
])('the tag %s belongs to %s', (name, digest) => expect(imageOfTag(name)).toBe(digest))

/** Repositories in which anything may point at anything that was there before it. */
const anyContent: fc.Arbitrary<RepositoryContent> = fc
  .array(
    fc.record({
      age: fc.nat(100),
      pulled: fc.option(fc.nat(100)),
      subject: fc.option(fc.nat(20)),
      children: fc.array(fc.nat(20), { maxLength: 3 }),
    }),
    { maxLength: 15 },
  )
  .chain((drawn): fc.Arbitrary<RepositoryContent> => {
    const manifests = drawn.map(({ age, pulled, subject, children }, n) =>
      image(n, age, {
        children: children.filter((child) => child < n).map(digestOf),
        ...(subject !== null && subject < n && { subject: digestOf(subject) }),
        ...(pulled !== null && { pulledAt: ago(pulled) }),
      }),
    )
    if (manifests.length === 0) return fc.constant<RepositoryContent>({ tags: [], manifests })
    const at = fc.nat(manifests.length - 1)
    const name = fc.oneof(fc.constantFrom('1.0', '1.1', '2.0-rc', '2.0', 'latest', 'dev'), at.map(signatureTag))
    const anyTag = fc.record({ name, at, age: fc.nat(100), pulled: fc.option(fc.nat(100)), needed: fc.boolean() })
    return fc.uniqueArray(anyTag, { selector: ({ name: one }) => one, maxLength: 8 }).map((tags) => ({
      manifests,
      tags: tags.map(({ name: one, at: n, age, pulled, needed }) =>
        tag(one, n, age, {
          ...(pulled !== null && { pulledAt: ago(pulled) }),
          ...(needed && age % 4 === 0 && { neededBy: 'the product Widget' }),
        }),
      ),
    }))
  })

const number = fc.option(fc.nat(60), { nil: undefined })
const anyRules: fc.Arbitrary<RetentionRules> = fc
  .record({
    keepLast: fc.option(fc.nat(5), { nil: undefined }),
    keepTags: fc.array(fc.constantFrom('1.*', 'latest', '*-rc', 'sha256-*'), { maxLength: 2 }),
    keepPushedDays: number,
    keepPulledDays: number,
    removeUntaggedDays: number,
  })
  .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as never)

/** What is left once a plan was carried out; a manifest takes its tags along, as the database has it. */
function after(plan: RetentionPlan): RepositoryContent {
  const manifests = plan.manifests.filter(({ keep }) => keep).map(({ manifest }) => manifest)
  const left = new Set(manifests.map(({ digest }) => digest))
  return {
    manifests,
    tags: plan.tags.filter(({ keep, tag: { digest } }) => keep && left.has(digest)).map((one) => one.tag),
  }
}

describe('laws', () => {
  const always = (law: (some: RetentionRules, content: RepositoryContent, plan: RetentionPlan) => void) =>
    fc.assert(
      fc.property(anyRules, anyContent, (some, content) => law(some, content, planRetention(some, content, now))),
      { numRuns: 500 },
    )

  test('what a keep rule fits is never taken away', () =>
    always((some, content, plan) => {
      const kept = new Set(keptTags(plan))
      const versions = content.tags.filter(({ name }) => !imageOfTag(name))
      for (const one of content.tags) {
        if (one.neededBy || some.keepTags.some((pattern) => fitsGlob(pattern, one.name)))
          expect(kept).toContain(one.name)
      }
      for (const { name, pushedAt, pulledAt } of versions) {
        if (some.keepPushedDays !== undefined && pushedAt > ago(some.keepPushedDays)) expect(kept).toContain(name)
        if (some.keepPulledDays !== undefined && pulledAt && pulledAt > ago(some.keepPulledDays))
          expect(kept).toContain(name)
      }
      expect(versions.filter(({ name }) => kept.has(name)).length).toBeGreaterThanOrEqual(
        Math.min(some.keepLast ?? 0, versions.length),
      )
    }))

  test('a kept tag has its manifest, a kept index its parts, a kept image its signatures, a kept signature its image', () =>
    always((_, content, plan) => {
      const kept = new Set(keptDigests(plan))
      const here = new Set(content.manifests.map(({ digest }) => digest))
      for (const { tag: one, keep } of plan.tags) if (keep) expect(kept).toContain(one.digest)
      for (const { digest, children, subject } of content.manifests) {
        if (kept.has(digest)) for (const child of children) if (here.has(child)) expect(kept).toContain(child)
        if (subject && here.has(subject) && kept.has(subject)) expect(kept).toContain(digest)
        if (subject && here.has(subject) && kept.has(digest)) expect(kept).toContain(subject)
      }
    }))

  test('carried out, it leaves nothing to do', () =>
    always((some, _, plan) => {
      const again = planRetention(some, after(plan), now)
      expect(again.tags.filter(({ keep }) => !keep)).toEqual([])
      expect(again.manifests.filter(({ keep }) => !keep)).toEqual([])
    }))

  test('who keeps more of the last keeps everything that was kept with fewer', () =>
    fc.assert(
      fc.property(anyRules, anyContent, fc.nat(5), fc.nat(5), (some, content, few, more) => {
        const less = planRetention({ ...some, keepLast: few }, content, now)
        const plan = planRetention({ ...some, keepLast: few + more }, content, now)
        expect(keptTags(plan)).toEqual(expect.arrayContaining(keptTags(less)))
        expect(keptDigests(plan)).toEqual(expect.arrayContaining(keptDigests(less)))
      }),
    ))

  test('the order in which facts arrive does not matter', () =>
    always((some, content, plan) => {
      const turned = { tags: [...content.tags].reverse(), manifests: [...content.manifests].reverse() }
      const other = planRetention(some, turned, now)
      expect(keptTags(other).sort()).toEqual(keptTags(plan).sort())
      expect(keptDigests(other).sort()).toEqual(keptDigests(plan).sort())
    }))
})
