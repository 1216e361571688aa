import { describe, expect, test } from 'vitest'
import { advisoryAbout, componentOf, rangeOf } from '../testing/fake-advisories.ts'
import { type MatchedComponent, match } from './match.ts'

const main = (version?: string): MatchedComponent =>
  componentOf('golang', 'github.com/minio/minio', version, { isMainModule: true })
const dependency = (version: string) => componentOf('golang', 'github.com/minio/minio', version)
const released = advisoryAbout('Go', 'github.com/minio/minio', rangeOf({ introduced: '0' }, { fixed: '1.6.0' }))
const committed = advisoryAbout(
  'Go',
  'github.com/minio/minio',
  rangeOf({ introduced: '0' }, { fixed: '0.0.0-20240527191746-e0fe7cc39172' }),
)
const open = advisoryAbout('Go', 'github.com/minio/minio', rangeOf({ introduced: '0' }))
const verdictOf = (component: MatchedComponent, advisory = released) =>
  match(component, [advisory])[0]?.verdict ?? 'none'
const before = 'v0.0.0-20240101000000-aaaaaaaaaaaa'
const after = 'v0.0.0-20250101000000-bbbbbbbbbbbb'

describe('SCN-022: the main module of a Go program (MAT-7)', () => {
  test.each([
    ['a release before the fix', 'v1.5.9', 'affected'],
    ['a release with changes in the checkout', 'v1.5.9+dirty', 'affected'],
    ['a pre-release of the fix', 'v1.6.0-rc.1', 'affected'],
    ['the fix', 'v1.6.0', 'none'],
    ['a commit after a release before the fix', 'v1.5.10-0.20240101000000-aaaaaaaaaaaa', 'uncertain'],
    ['a commit after the fix', 'v1.6.1-0.20240101000000-aaaaaaaaaaaa', 'none'],
    ['a commit without a tag before it', before, 'uncertain'],
    ['(devel)', '(devel)', 'uncertain'],
    ['no version at all', undefined, 'uncertain'],
  ])('%s', (_, version, verdict) => {
    expect(verdictOf(main(version))).toBe(verdict)
  })

  test('also where every version is affected', () => {
    expect(['v1.0.0', before, '(devel)', undefined].map((version) => verdictOf(main(version), open))).toEqual([
      'affected',
      'uncertain',
      'uncertain',
      'uncertain',
    ])
  })

  test('a fix that is itself a commit settles it for commits', () => {
    expect(verdictOf(main(before), committed)).toBe('uncertain')
    expect(verdictOf(main(after), committed)).toBe('none')
    expect(match(main(before), [committed])).toMatchObject([
      { fixedVersion: '0.0.0-20240527191746-e0fe7cc39172', explanation: { reason: expect.stringContaining('commit') } },
    ])
  })

  test('dependencies and the standard library are judged as usual', () => {
    expect(verdictOf(dependency(before), committed)).toBe('affected')
    expect(verdictOf(dependency(after), committed)).toBe('none')
    expect(verdictOf(dependency(before))).toBe('affected')
    const stdlib = advisoryAbout('Go', 'stdlib', rangeOf({ introduced: '1.21.0-0' }, { fixed: '1.21.3' }))
    const at = (version: string) => verdictOf(componentOf('golang', 'stdlib', version), stdlib)
    expect(['1.20.9', '1.21.0-rc.2', 'go1.21rc2', 'go1.21.2', '1.21.3', 'go1.21.3'].map(at)).toEqual([
      'none',
      'affected',
      'affected',
      'affected',
      'none',
      'none',
    ])
    const toolchain = advisoryAbout('Go', 'toolchain', rangeOf({ introduced: '0' }, { fixed: '1.21.3' }))
    expect(verdictOf(componentOf('golang', 'toolchain', '1.20.1'), toolchain)).toBe('affected')
    expect(verdictOf(componentOf('golang', 'stdlib', '1.20.1'), toolchain)).toBe('none')
  })
})

describe('advisories of the Go database (MAT-8)', () => {
  const custom = (events: readonly object[]) => ({
    ecosystem_specific: {
      custom_ranges: [{ type: 'ECOSYSTEM', events }],
      imports: [{ path: 'example.com/app/auth', symbols: ['Check', 'Token.Verify'] }],
    },
  })
  const own = custom([{ introduced: '0' }, { fixed: '2.45.7' }, { introduced: '2.47.0' }, { fixed: '2.47.10' }])
  const numbered = advisoryAbout('Go', 'example.com/app', { ...rangeOf({ introduced: '0' }), ...own })
  const app = (version: string, more = {}) => componentOf('golang', 'example.com/app', version, more)

  test.each([
    ['v2.45.6+incompatible', 'affected'],
    ['v2.45.7+incompatible', 'none'],
    ['v2.47.3', 'affected'],
    ['v2.47.10', 'none'],
    ['v0.0.0-20240101000000-aaaaaaaaaaaa', 'uncertain'],
    ['v2.45.8-0.20240101000000-aaaaaaaaaaaa', 'uncertain'],
    ['weekly', 'uncertain'],
  ])('a range without an end gives way to the numbering of the project: %s is %s', (version, verdict) => {
    expect(verdictOf(app(version), numbered)).toBe(verdict)
    expect(match(app('v2.47.3'), [numbered])).toMatchObject([{ fixedVersion: '2.47.10' }])
  })

  test('also where there is no plain range; one that has an end counts instead', () => {
    expect(verdictOf(app('v2.45.6'), advisoryAbout('Go', 'example.com/app', own))).toBe('affected')
    expect(verdictOf(app('v2.45.7'), advisoryAbout('Go', 'example.com/app', own))).toBe('none')
    const both = { ...rangeOf({ introduced: '0' }, { fixed: '2.0.0' }), ...own }
    expect(verdictOf(app('v2.45.6'), advisoryAbout('Go', 'example.com/app', both))).toBe('none')
    const strange = {
      ...rangeOf({ introduced: '0' }),
      ...custom([{ introduced: '0' }, { fixed: 'RELEASE.2024-05-27T19' }]),
    }
    expect(verdictOf(app('v1.0.0'), advisoryAbout('Go', 'example.com/app', strange))).toBe('uncertain')
  })

  test('unreviewed records are marked and symbols shown, without a claim that they are reached', () => {
    const unreviewed = advisoryAbout(
      'Go',
      'example.com/app',
      { ...rangeOf({ introduced: '0' }), ...own },
      { database_specific: { review_status: 'UNREVIEWED' } },
    )
    expect(match(app('v2.0.0'), [unreviewed])).toMatchObject([
      {
        verdict: 'affected',
        explanation: {
          unreviewed: true,
          imports: [{ path: 'example.com/app/auth', symbols: ['Check', 'Token.Verify'] }],
        },
      },
    ])
    expect(match(app('v2.0.0'), [numbered])[0]?.explanation).not.toHaveProperty('unreviewed')
  })
})
