import { describe, expect, test } from 'vitest'
import { advisoryAbout, componentOf, rangeOf, readAdvisory } from '../testing/fake-advisories.ts'
import { match } from './match.ts'

const git = { type: 'GIT', repo: 'https://example.org/x.git', events: [{ introduced: '0' }] }
const verdictOf = (...args: Parameters<typeof match>) => match(...args)[0]?.verdict ?? 'none'

describe('what is special about PyPI', () => {
  const python = (version: string) => componentOf('pypi', 'x', version)

  test('lists of versions beside ranges both count, however they are spelt', () => {
    const both = advisoryAbout('PyPI', 'x', {
      ...rangeOf({ introduced: '2.0' }, { fixed: '2.5' }),
      versions: ['1.0', '1.1rc1'],
    })
    expect(
      ['1.0', '1.0.0', '1.1.rc1', '2.4', '2.5', '1.2'].map((version) => verdictOf(python(version), [both])),
    ).toEqual(['affected', 'affected', 'affected', 'affected', 'none', 'none'])
  })

  test('records with source revisions only: by their list of versions, without one uncertain', () => {
    const listed = advisoryAbout('PyPI', 'x', { ranges: [git], versions: ['1.0', '1.1'] })
    expect(['1.1', '1.2'].map((version) => verdictOf(python(version), [listed]))).toEqual(['affected', 'none'])
    expect(verdictOf(python('1.2'), [advisoryAbout('PyPI', 'x', { ranges: [git] })])).toBe('uncertain')
  })

  test('the date of a change does not matter, even in the future', () => {
    const future = advisoryAbout('PyPI', 'x', rangeOf({ introduced: '0' }), { modified: '2999-01-01T00:00:00Z' })
    expect(verdictOf(python('1'), [future])).toBe('affected')
  })
})

describe('what is special about crates.io', () => {
  const crate = (version: string) => componentOf('cargo', 'x', version)

  test('bounds before every pre-release, and empty lists of versions', () => {
    const advisory = advisoryAbout('crates.io', 'x', {
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0.0.0-0' }, { fixed: '0.9.0' }] }],
      versions: [],
    })
    expect(
      ['0.0.0-alpha', '0.0.0', '0.8.9', '0.9.0-rc.1', '0.9.0'].map((version) => verdictOf(crate(version), [advisory])),
    ).toEqual(['affected', 'affected', 'affected', 'affected', 'none'])
  })

  test('remarks about maintenance and soundness are no vulnerabilities (ADV-7)', () => {
    for (const informational of ['unmaintained', 'unsound', 'notice']) {
      const remark = advisoryAbout('crates.io', 'x', {
        ...rangeOf({ introduced: '0' }),
        database_specific: { informational },
      })
      expect(verdictOf(crate('1.0.0'), [remark])).toBe('none')
    }
    const real = advisoryAbout('crates.io', 'x', {
      ...rangeOf({ introduced: '0' }),
      database_specific: { informational: null },
    })
    expect(verdictOf(crate('1.0.0'), [real])).toBe('affected')
  })
})

describe('what is special about old npm records', () => {
  test('ranges end with the last version that is affected', () => {
    const advisory = advisoryAbout('npm', 'x', {
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { last_affected: '1.5.1' }] }],
    })
    expect(
      ['1.5.1', '1.5.2-rc.1', '1.5.2'].map((version) => verdictOf(componentOf('npm', 'x', version), [advisory])),
    ).toEqual(['affected', 'none', 'none'])
  })
})

describe('what is special about the Go database', () => {
  test('a record without dates and without a score is as good as any', () => {
    const advisory = readAdvisory({
      id: 'GO-2024-2886',
      modified: '0001-01-01T00:00:00Z',
      published: '0001-01-01T00:00:00Z',
      aliases: ['CVE-2024-36107'],
      affected: [
        { package: { ecosystem: 'Go', name: 'example.com/x' }, ...rangeOf({ introduced: '0' }, { fixed: '1.2.3' }) },
      ],
    })
    expect(match(componentOf('golang', 'example.com/x', 'v1.2.2'), [advisory])).toMatchObject([
      { verdict: 'affected', vulnerabilities: ['CVE-2024-36107'], fixedVersion: '1.2.3' },
    ])
  })
})
