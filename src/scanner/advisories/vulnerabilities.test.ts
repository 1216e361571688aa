import { describe, expect, test } from 'vitest'
import { match } from '../matching/match.ts'
import { almalinux, componentOf, rangeOf, readAdvisory } from '../testing/fake-advisories.ts'
import { erratumKind } from './errata.ts'
import { cvesOf, namesOf } from './vulnerabilities.ts'

const record = (id: string, more: object = {}) => readAdvisory({ id, affected: [], ...more })

describe('which vulnerabilities an advisory is about (ADV-6)', () => {
  test('aliases and upstream are other names of it, what is related is something else', () => {
    const pysec = record('PYSEC-2023-74', { aliases: ['GHSA-j8r2-6x86-q33q', 'CVE-2023-32681'] })
    expect(namesOf(pysec)).toEqual(['CVE-2023-32681', 'GHSA-j8r2-6x86-q33q', 'PYSEC-2023-74'])
    const debian = record('DEBIAN-CVE-2023-32681', { upstream: ['CVE-2023-32681'] })
    expect(namesOf(debian)).toEqual(['CVE-2023-32681', 'DEBIAN-CVE-2023-32681'])
    const other = record('GHSA-aaaa-bbbb-cccc', { related: ['CVE-2023-32681'] })
    expect(namesOf(other)).toEqual(['GHSA-aaaa-bbbb-cccc'])
    expect([pysec, debian, other].map(cvesOf)).toEqual([['CVE-2023-32681'], ['CVE-2023-32681'], []])
  })

  test('each CVE is a vulnerability of its own; without one the record stands for itself', () => {
    const affected = [{ package: { ecosystem: 'npm', name: 'x' }, ...rangeOf({ introduced: '0' }) }]
    const found = (id: string, more: object) =>
      match(componentOf('npm', 'x', '1.0.0'), [record(id, { affected, ...more })])[0]?.vulnerabilities
    expect(found('GHSA-1', { aliases: ['CVE-2024-0002', 'CVE-2024-0001'] })).toEqual(['CVE-2024-0001', 'CVE-2024-0002'])
    expect(found('GHSA-1', { aliases: ['GHSA-0'] })).toEqual(['GHSA-1'])
    expect(found('CVE-2024-0001', {})).toEqual(['CVE-2024-0001'])
  })

  test('what an erratum calls related is what it fixes: one finding for each', () => {
    const erratum = readAdvisory({
      id: 'ALSA-2023:0946',
      summary: 'Important: openssl security and bug fix update',
      related: ['CVE-2022-4203', 'CVE-2023-0286', 'CVE-2022-4203'],
      affected: [
        {
          package: { ecosystem: 'AlmaLinux:9', name: 'openssl-libs' },
          ...rangeOf({ introduced: '0' }, { fixed: '1:3.0.1-47.el9_1' }),
        },
      ],
    })
    expect(cvesOf(erratum)).toEqual(['CVE-2022-4203', 'CVE-2023-0286'])
    expect(erratum.severityWord).toBe('important')
    expect(match(componentOf('rpm', 'openssl-libs', '1:3.0.1-43.el9_0', almalinux('9.1')), [erratum])).toMatchObject([
      { advisoryId: 'ALSA-2023:0946', vulnerabilities: ['CVE-2022-4203', 'CVE-2023-0286'] },
    ])
    expect(cvesOf(record('GHSA-aaaa-bbbb-cccc', { related: ['CVE-2022-4203'] }))).toEqual([])
  })

  test.each([
    ['ALSA-2023:0946', 'security'],
    ['RLSA-2023:0946', 'security'],
    ['RHSA-2023:0946', 'security'],
    ['SUSE-SU-2024:0001-1', 'security'],
    ['openSUSE-SU-2024:0001-1', 'security'],
    ['DSA-5532-1', 'security'],
    ['DLA-3615-1', 'security'],
    ['USN-6450-1', 'security'],
    ['ALBA-2023:0001', 'other'],
    ['ALEA-2023:0001', 'other'],
    ['SUSE-RU-2024:0001-1', 'other'],
    ['CVE-2023-0286', undefined],
    ['GHSA-aaaa-bbbb-cccc', undefined],
    ['DEBIAN-CVE-2023-0286', undefined],
  ])('%s is an erratum: %s', (id, kind) => expect(erratumKind(id)).toBe(kind))

  test('bug fixes and enhancements are no findings (ADV-7)', () => {
    for (const id of ['ALBA-2023:0001', 'ALEA-2023:0001']) {
      const affected = [
        { package: { ecosystem: 'AlmaLinux:9', name: 'bash' }, ...rangeOf({ introduced: '0' }, { fixed: '9-1' }) },
      ]
      const erratum = readAdvisory({ id, affected, related: ['CVE-2022-4203'] })
      expect(match(componentOf('rpm', 'bash', '5-1', almalinux('9.1')), [erratum])).toEqual([])
    }
  })
})
