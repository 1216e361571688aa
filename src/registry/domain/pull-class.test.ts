import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minutes, seconds } from '../../platform/clock.ts'
import { digestOf } from './digest.ts'
import { type ManifestRequest, type PullEvent, PullJoiner } from './pull-class.ts'

const start = Date.UTC(2026, 2, 2, 9)
const index = digestOf(Buffer.from('index'))
const child = digestOf(Buffer.from('child'))
const moment = (at: number) => new Date(start + at)

function request(method: 'GET' | 'HEAD', at: number, more: Partial<ManifestRequest> = {}): ManifestRequest {
  const base = { caller: 'otter', repository: 'store/acme/db', digest: index, children: [] }
  return { ...base, method, at: moment(at), ...more }
}

const joiner = () => new PullJoiner<ManifestRequest>((a, b) => a.tag === b.tag)

/** How often what happened; version checks that a pull absorbed do not count. */
function totals(events: readonly PullEvent<ManifestRequest>[]): Record<string, number> {
  const sum = (action: string) =>
    events.filter((event) => event.action === action).reduce((total, { times }) => total + times, 0)
  const absorbed = events.reduce((total, event) => total + event.absorbed, 0)
  const counts = {
    checks: sum('version_check') - absorbed,
    byTag: sum('pull_by_tag'),
    byDigest: sum('pull_by_digest'),
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}

function counts(...requests: ManifestRequest[]): Record<string, number> {
  const joining = joiner()
  for (const one of requests) joining.add(one)
  return totals(joining.take(moment(0)))
}

describe('what manifest requests count as (STO-201)', () => {
  test('asking for a tag without fetching is a version check', () =>
    expect(counts(request('HEAD', 0, { tag: '1.0' }))).toEqual({ checks: 1 }))

  test('a tag and the digests behind it are one pull by tag', () =>
    expect(
      counts(request('GET', 0, { tag: '1.0', children: [child] }), request('GET', 900, { digest: child })),
    ).toEqual({ byTag: 1 }))

  test('docker asks for the tag, then fetches the digest and the child of its platform: one pull by tag', () => {
    const joining = joiner()
    joining.add(request('HEAD', 0, { tag: '1.0' }))
    joining.add(request('GET', 100, { children: [child] }))
    joining.add(request('GET', 200, { digest: child }))
    const events = joining.take(moment(1000))
    expect(events).toMatchObject([{ action: 'pull_by_tag', times: 1, absorbed: 0, request: { tag: '1.0' } }])
  })

  test('a batch may end between the lookup and the pull: the pull then says that the version check was none', () => {
    const joining = joiner()
    joining.add(request('HEAD', 0, { tag: '1.0' }))
    expect(joining.take(moment(1000))).toMatchObject([{ action: 'version_check', times: 1 }])
    joining.add(request('GET', 1200))
    expect(joining.take(moment(2000))).toMatchObject([{ action: 'pull_by_tag', absorbed: 1, request: { tag: '1.0' } }])
  })

  test('a digest out of the blue is a pull by digest, children included', () =>
    expect(
      counts(request('HEAD', 0), request('GET', 10, { children: [child] }), request('GET', 20, { digest: child })),
    ).toEqual({ byDigest: 1 }))

  test('after five minutes it is a new pull, and the lookup was a version check', () =>
    expect(counts(request('HEAD', 0, { tag: '1.0' }), request('GET', minutes(5)), request('GET', minutes(11)))).toEqual(
      { checks: 1, byDigest: 2 },
    ))

  test('two people, two pulls', () =>
    expect(counts(request('GET', 0), request('GET', 1, { caller: 'heron' }))).toEqual({ byDigest: 2 }))

  test('each fetch of a tag is a pull, and those that are alike are one event that says how many', () => {
    const joining = joiner()
    for (let at = 0; at < 100; at++) joining.add(request('GET', at, { tag: at % 10 === 0 ? '1.0' : 'latest' }))
    expect(joining.waiting).toBe(100)
    const events = joining.take(moment(1000))
    expect(events.map(({ request: { tag }, times }) => [tag, times])).toEqual([
      ['1.0', 10],
      ['latest', 90],
    ])
    expect(joining.waiting).toBe(0)
    expect(joining.take(moment(2000))).toEqual([])
  })

  const anyRequests = fc.array(
    fc.record({
      method: fc.constantFrom('GET' as const, 'HEAD' as const),
      gap: fc.integer({ min: 0, max: 180 }).map((count) => seconds(count)),
      caller: fc.constantFrom('otter', 'heron'),
      tag: fc.option(fc.constantFrom('1.0', '2.0'), { nil: undefined }),
      digest: fc.constantFrom(index, child),
      takes: fc.boolean(),
    }),
  )

  test('when the batches end makes no difference to what is counted', () =>
    fc.assert(
      fc.property(anyRequests, (steps) => {
        const [often, once] = [joiner(), joiner()]
        const seen: PullEvent<ManifestRequest>[] = []
        let at = 0
        for (const { gap, takes, tag, ...more } of steps) {
          at += gap
          const one = request(more.method, at, { ...more, ...(tag !== undefined && { tag }) })
          often.add(one)
          once.add(one)
          if (takes) seen.push(...often.take(moment(at)))
        }
        seen.push(...often.take(moment(at)))
        expect(totals(seen)).toEqual(totals(once.take(moment(at))))
      }),
    ))

  test('what waits is what the next batch brings', () =>
    fc.assert(
      fc.property(anyRequests, (steps) => {
        const joining = joiner()
        let at = 0
        for (const { gap, takes, tag, ...more } of steps) {
          at += gap
          joining.add(request(more.method, at, { ...more, ...(tag !== undefined && { tag }) }))
          if (!takes) continue
          const { waiting } = joining
          expect(joining.take(moment(at)).reduce((sum, { times }) => sum + times, 0)).toBe(waiting)
        }
      }),
    ))
})
