import { describe, expect, test } from 'vitest'
import type { Advisory, Affected } from '../advisories/advisory.ts'
import { parseOsv } from '../advisories/osv.ts'
import { lookupKeys, osvEcosystemOf } from './ecosystems.ts'
import { type MatchedComponent, match } from './match.ts'

const base = { id: 'c1', purl: 'pkg:x/y' }
const debian = (name: string, version: string, source = { name, version }, release = '12'): MatchedComponent => ({
  ...base,
  ecosystem: 'deb',
  name,
  version,
  source,
  distribution: { id: 'debian', ...(release === '' ? {} : { version: release }) },
})
const npm = (name: string, version: string): MatchedComponent => ({ ...base, ecosystem: 'npm', name, version })

function advisory(ecosystem: string, name: string, body: object, more: object = {}): Advisory {
  const parsed = parseOsv({ id: 'X-1', affected: [{ package: { ecosystem, name }, ...body }], ...more })
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.advisory
}

const range = (...events: object[]) => ({ ranges: [{ type: 'ECOSYSTEM', events }] })
const verdicts = (component: MatchedComponent, ...advisories: Advisory[]) =>
  match(component, advisories).map(({ verdict }) => verdict)

describe('where to look (MAT-2, MAT-4, MAT-10)', () => {
  const at = (id: string, version?: string) => ({
    ecosystem: 'deb' as const,
    name: 'x',
    distribution: { id, ...(version ? { version } : {}) },
  })
  test.each([
    [at('debian', '12'), 'Debian:12'],
    [at('debian', '12.5'), 'Debian:12'],
    [at('ubuntu', '22.04'), 'Ubuntu:22.04'],
    [{ ...at('alpine', '3.20.1'), ecosystem: 'apk' as const }, 'Alpine:v3.20'],
    [{ ...at('almalinux', '9.4'), ecosystem: 'rpm' as const }, 'AlmaLinux:9'],
    [{ ...at('wolfi', '20230201'), ecosystem: 'apk' as const }, 'Wolfi'],
    [at('debian'), undefined],
    [at('nobody-knows', '1'), undefined],
    [{ ecosystem: 'deb' as const, name: 'x' }, undefined],
    [{ ecosystem: 'generic' as const, name: 'node' }, 'Bitnami'],
    [{ ecosystem: 'generic' as const, name: 'constructor' }, undefined],
  ])('%j is %s', (component, ecosystem) => {
    expect(osvEcosystemOf(component)).toBe(ecosystem)
    expect(lookupKeys(component).length > 0).toBe(ecosystem !== undefined)
  })

  test('distribution packages go by their source, Ubuntu under both of its names', () => {
    expect(lookupKeys(debian('libssl3', '3', { name: 'openssl', version: '3' }))).toEqual([
      { ecosystem: 'Debian:12', name: 'openssl' },
    ])
    expect(lookupKeys({ ...at('ubuntu', '22.04'), source: { name: 's', version: '1' } })).toEqual([
      { ecosystem: 'Ubuntu:22.04', name: 's' },
      { ecosystem: 'Ubuntu:22.04:LTS', name: 's' },
    ])
  })
})

describe('ranges (MAT-1)', () => {
  const two = advisory(
    'npm',
    'x',
    range({ introduced: '1.0.0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' }),
  )
  test.each([
    ['0.9.0', false],
    ['1.0.0', true],
    ['1.1.9', true],
    ['1.2.0', false],
    ['1.9.0', false],
    ['2.0.0-rc.1', false],
    ['2.0.5', true],
    ['2.1.0', false],
  ])('introduced is inclusive, fixed is exclusive: %s', (version, hit) => {
    expect(verdicts(npm('x', version), two)).toEqual(hit ? ['affected'] : [])
  })

  test('the order of events in the record does not matter', () => {
    const shuffled = advisory(
      'npm',
      'x',
      range({ fixed: '2.1.0' }, { introduced: '2.0.0' }, { fixed: '1.2.0' }, { introduced: '1.0.0' }),
    )
    for (const version of ['0.9.0', '1.1.0', '1.5.0', '2.0.1', '3.0.0']) {
      expect(verdicts(npm('x', version), shuffled)).toEqual(verdicts(npm('x', version), two))
    }
  })

  test('a range may hold one version only, and a fix may be followed at once by what reopens', () => {
    const single = advisory('npm', 'x', range({ introduced: '2.0.0' }, { last_affected: '2.0.0' }))
    const hits = (record: Advisory) =>
      ['1.9.9', '2.0.0', '2.0.1', '3.0.0'].map((version) => verdicts(npm('x', version), record).length > 0)
    expect(hits(single)).toEqual([false, true, false, false])
    const reopened = range({ introduced: '1.0.0' }, { fixed: '2.0.0' }, { introduced: '2.0.0' }, { fixed: '2.0.1' })
    expect(hits(advisory('npm', 'x', reopened))).toEqual([true, true, false, false])
  })

  test('last affected is inclusive, open ranges have no end, limits cut', () => {
    const last = advisory('npm', 'x', range({ introduced: '0' }, { last_affected: '1.5.1' }))
    expect([verdicts(npm('x', '1.5.1'), last), verdicts(npm('x', '1.5.2'), last)]).toEqual([['affected'], []])
    const open = advisory('npm', 'x', range({ introduced: '1.0.0' }))
    expect([verdicts(npm('x', '99.0.0'), open), verdicts(npm('x', '0.1.0'), open)]).toEqual([['affected'], []])
    const limited = advisory('npm', 'x', range({ introduced: '0' }, { limit: '2.0.0' }))
    expect([verdicts(npm('x', '1.9.0'), limited), verdicts(npm('x', '2.0.0'), limited)]).toEqual([['affected'], []])
  })

  test('listed versions count beside ranges', () => {
    const listed = advisory('npm', 'x', { versions: ['1.0.0', '1.0.1'], ...range({ introduced: '3.0.0' }) })
    expect(match(npm('x', '1.0.1'), [listed])).toMatchObject([
      { verdict: 'affected', explanation: { listed: '1.0.1' } },
    ])
    expect(verdicts(npm('x', '2.0.0'), listed)).toEqual([])
  })

  test.each<[string, object, string]>([
    ['nothing to judge by', {}, '1.0.0'],
    ['only source revisions', { ranges: [{ type: 'GIT', repo: 'r', events: [{ introduced: '0' }] }] }, '1.0.0'],
    ['a bound that is no version', range({ introduced: '0' }, { fixed: 'whenever' }), '1.0.0'],
    ['an installed version that is no version', range({ introduced: '0' }, { fixed: '2.0.0' }), 'workspace'],
  ])('uncertain, with the reason: %s', (_, body, version) => {
    const [found] = match(npm('x', version), [advisory('npm', 'x', body)])
    expect(found).toMatchObject({ verdict: 'uncertain' })
    expect(found?.explanation.reason).toMatch(/\w+ \w+/)
  })

  test('a version that is not known is uncertain', () => {
    const node: MatchedComponent = { ...base, ecosystem: 'generic', name: 'node' }
    expect(verdicts(node, advisory('Bitnami', 'node', range({ introduced: '0' }, { fixed: '20.0.0' })))).toEqual([
      'uncertain',
    ])
  })

  test('a certain entry beats an uncertain one of the same advisory', () => {
    const mixed = advisory('npm', 'x', {}, {})
    const certain = advisory('npm', 'x', range({ introduced: '0' })).affected[0] as Affected
    expect(verdicts(npm('x', '1.0.0'), { ...mixed, affected: [...mixed.affected, certain] })).toEqual(['affected'])
  })
})

describe('who is judged by what', () => {
  const openssl = advisory('Debian:12', 'openssl', range({ introduced: '0' }, { fixed: '3.0.19-1~deb12u2' }))

  test('a binary package by the version of its source, with the explanation (MAT-2, EXP-1)', () => {
    const [found] = match(debian('libssl3', '9:1.0', { name: 'openssl', version: '3.0.19-1~deb12u1' }), [openssl])
    expect(found).toEqual({
      componentId: 'c1',
      purl: 'pkg:x/y',
      advisoryId: 'X-1',
      vulnerabilities: ['X-1'],
      verdict: 'affected',
      affectedIndex: 0,
      fixedVersion: '3.0.19-1~deb12u2',
      explanation: {
        ecosystem: 'Debian:12',
        package: 'openssl',
        version: '3.0.19-1~deb12u1',
        comparator: 'deb',
        range: { introduced: '0', fixed: '3.0.19-1~deb12u2' },
      },
    })
    expect(verdicts(debian('libssl3', '1', { name: 'openssl', version: '3.0.19-1~deb12u2' }), openssl)).toEqual([])
  })

  test('another release, and an unknown one, is never judged (MAT-4)', () => {
    const source = { name: 'openssl', version: '1' }
    for (const release of ['11', '13', ''])
      expect(verdicts(debian('libssl3', '1', source, release), openssl)).toEqual([])
  })

  test('what a distribution owns is not judged by the upstream feed (MRG-2), what is gone only on request (MRG-5)', () => {
    const all = advisory('npm', 'x', range({ introduced: '0' }))
    expect(verdicts({ ...npm('x', '1.0.0'), ownedBy: 'c2' }, all)).toEqual([])
    const gone = { ...npm('x', '1.0.0'), removedIn: 3 }
    expect(verdicts(gone, all)).toEqual([])
    expect(match(gone, [all], { includeRemoved: true })).toHaveLength(1)
  })

  test('withdrawn and informational advisories do not match (ADV-5, ADV-7)', () => {
    const body = range({ introduced: '0' })
    const withdrawn = advisory('npm', 'x', body, { withdrawn: '2024-01-01T00:00:00Z' })
    const remark = advisory('crates.io', 'x', { ...body, database_specific: { informational: 'unmaintained' } })
    expect(remark.kind).toBe('informational')
    expect(
      verdicts(npm('x', '1.0.0'), withdrawn, { ...remark, affected: advisory('npm', 'x', body).affected }),
    ).toEqual([])
  })

  test('kernel flaws do not hit header packages (MAT-6)', () => {
    const kernel = advisory('Debian:12', 'linux', range({ introduced: '0' }))
    const source = { name: 'linux', version: '6.1.1-1' }
    expect(verdicts(debian('linux-libc-dev', '6.1.1-1', source), kernel)).toEqual([])
    expect(verdicts(debian('linux-image-6.1.0-1-amd64', '6.1.1-1', source), kernel)).toEqual(['affected'])
  })

  test('Alpine by origin, a recognised program by its product name', () => {
    const apk: MatchedComponent = {
      ...base,
      ecosystem: 'apk',
      name: 'libssl3',
      version: '3.3.1-r0',
      source: { name: 'openssl', version: '3.3.1-r0' },
      distribution: { id: 'alpine', version: '3.20.1' },
    }
    expect(
      verdicts(apk, advisory('Alpine:v3.20', 'openssl', range({ introduced: '0' }, { fixed: '3.3.1-r1' }))),
    ).toEqual(['affected'])
    const node: MatchedComponent = { ...base, ecosystem: 'generic', name: 'node', version: '20.3.0' }
    const record = advisory('Bitnami', 'node', {
      ranges: [{ type: 'SEMVER', events: [{ introduced: '20.0.0' }, { fixed: '20.3.1' }] }],
    })
    expect(match(node, [record])).toMatchObject([{ fixedVersion: '20.3.1', explanation: { comparator: 'upstream' } }])
  })

  test('Python packages under any spelling of their name (MAT-10)', () => {
    const component: MatchedComponent = { ...base, ecosystem: 'pypi', name: 'zope-interface', version: '5.0rc1' }
    const record = advisory('PyPI', 'Zope.Interface', range({ introduced: '0' }, { fixed: '5.0' }))
    expect(match(component, [record])).toMatchObject([{ verdict: 'affected', explanation: { comparator: 'pep440' } }])
    expect(lookupKeys(component)).toEqual([{ ecosystem: 'PyPI', name: record.affected[0]?.name }])
    expect(verdicts({ ...component, version: '5.0.0' }, record)).toEqual([])
  })

  test('matches come sorted, one for each advisory', () => {
    const b = { ...advisory('npm', 'x', range({ introduced: '0' })), id: 'B' }
    const a = { ...b, id: 'A', affected: [...b.affected, ...b.affected] }
    expect(match(npm('x', '1.0.0'), [b, a]).map(({ advisoryId }) => advisoryId)).toEqual(['A', 'B'])
  })
})
