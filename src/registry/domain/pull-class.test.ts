import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minutes } from '../../platform/clock.ts'
import { digestOf } from './digest.ts'
import { type ManifestRequest, PullJoiner } from './pull-class.ts'

const start = Date.UTC(2026, 2, 2, 9)
const index = digestOf(Buffer.from('index'))
const child = digestOf(Buffer.from('child'))

function request(method: 'GET' | 'HEAD', at: number, more: Partial<ManifestRequest> = {}): ManifestRequest {
  const base = { caller: 'otter', repository: 'store/acme/db', digest: index, children: [] }
  return { ...base, method, at: new Date(start + at), ...more }
}

/** What the requests count as, in the order in which it became known. */
function classes(...requests: ManifestRequest[]): string[] {
  const joiner = new PullJoiner()
  const all = [...requests.flatMap((one) => joiner.add(one)), ...joiner.settle()]
  return all.map(({ request: { method, tag }, action }) => `${method} ${tag ? 'tag' : 'digest'}: ${action}`)
}

describe('what a manifest request counts as (STO-201)', () => {
  test('asking for a tag without fetching is a version check', () =>
    expect(classes(request('HEAD', 0, { tag: '1.0' }))).toEqual(['HEAD tag: version_check']))

  test('a tag and the digests behind it are one pull by tag', () =>
    expect(
      classes(request('GET', 0, { tag: '1.0', children: [child] }), request('GET', 900, { digest: child })),
    ).toEqual(['GET tag: pull_by_tag', 'GET digest: joined']))

  test('docker asks for the tag, then fetches the digest and the child of its platform: one pull by tag', () =>
    expect(
      classes(
        request('HEAD', 0, { tag: '1.0' }),
        request('GET', 100, { children: [child] }),
        request('GET', 200, { digest: child }),
      ),
    ).toEqual(['HEAD tag: joined', 'GET digest: pull_by_tag', 'GET digest: joined']))

  test('a digest out of the blue is a pull by digest, children included', () =>
    expect(
      classes(request('HEAD', 0), request('GET', 10, { children: [child] }), request('GET', 20, { digest: child })),
    ).toEqual(['HEAD digest: joined', 'GET digest: pull_by_digest', 'GET digest: joined']))

  test('after five minutes it is a new pull, and the lookup was a version check', () =>
    expect(
      classes(request('HEAD', 0, { tag: '1.0' }), request('GET', minutes(5)), request('GET', minutes(11))),
    ).toEqual(['HEAD tag: version_check', 'GET digest: pull_by_digest', 'GET digest: pull_by_digest']))

  test('two people, two pulls', () =>
    expect(classes(request('GET', 0), request('GET', 1, { caller: 'heron' }))).toEqual([
      'GET digest: pull_by_digest',
      'GET digest: pull_by_digest',
    ]))

  test('each fetch of the tag is a pull', () =>
    expect(classes(request('GET', 0, { tag: '1.0' }), request('GET', 5, { tag: '1.0' }))).toEqual([
      'GET tag: pull_by_tag',
      'GET tag: pull_by_tag',
    ]))

  test('lookups are settled as time goes by, and nothing is remembered for ever', () => {
    const joiner = new PullJoiner()
    joiner.add(request('HEAD', 0, { tag: '1.0' }))
    expect(joiner.settle(new Date(start + minutes(4)))).toEqual([])
    expect(joiner.settle(new Date(start + minutes(5))).map((one) => one.action)).toEqual(['version_check'])
    expect(joiner.settle()).toEqual([])
  })

  test('every request is classified exactly once, whatever the order', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            method: fc.constantFrom('GET' as const, 'HEAD' as const),
            gap: fc.integer({ min: 0, max: minutes(3) }),
            caller: fc.constantFrom('otter', 'heron'),
            tag: fc.option(fc.constant('1.0'), { nil: undefined }),
            digest: fc.constantFrom(index, child),
            settles: fc.boolean(),
          }),
        ),
        (steps) => {
          const joiner = new PullJoiner()
          const seen: ManifestRequest[] = []
          let at = 0
          for (const { gap, settles, tag, ...more } of steps) {
            at += gap
            const one = request(more.method, at, { ...more, ...(tag !== undefined && { tag }) })
            seen.push(...joiner.add(one).map((known) => known.request))
            if (settles) seen.push(...joiner.settle(new Date(start + at)).map((known) => known.request))
          }
          seen.push(...joiner.settle().map((known) => known.request))
          expect(seen).toHaveLength(steps.length)
          expect(new Set(seen).size).toBe(steps.length)
        },
      ),
    ))
})
