import { describe, expect, test } from 'vitest'
import { advisoryAbout, almalinux, componentOf, debianRelease, rangeOf } from '../testing/fake-advisories.ts'
import { isThirdParty, releasesOf } from './distributions.ts'
import { match } from './match.ts'

describe('whose advisories count (MAT-4)', () => {
  test.each([
    ['debian', '12.5', ['Debian:12']],
    ['ubuntu', '22.04', ['Ubuntu:22.04', 'Ubuntu:22.04:LTS']],
    ['alpine', '3.20.1', ['Alpine:v3.20']],
    ['rocky', '9.3', ['Rocky Linux:9']],
    ['opensuse-leap', '15.5', ['openSUSE:Leap 15.5']],
    ['opensuse-tumbleweed', '20240101', ['openSUSE:Tumbleweed']],
    ['azurelinux', '3.0', ['Azure Linux:3']],
    ['wolfi', undefined, ['Wolfi']],
    ['arch', undefined, []],
    ['debian', undefined, []],
    ['constructor', '1', []],
  ])('%s %s', (id, version, expected) => {
    expect(releasesOf({ id, ...(version !== undefined && { version }) })).toEqual(expected)
  })

  test('SUSE names service packs, and its packages come from modules with advisories of their own', () => {
    const found = releasesOf({ id: 'sles', version: '15.5' })
    expect(found[0]).toBe('SUSE:Linux Enterprise Server 15 SP5')
    expect(found).toContain('SUSE:Linux Enterprise Module for Basesystem 15 SP5')
    expect(releasesOf({ id: 'sles', version: '15' })[0]).toBe('SUSE:Linux Enterprise Server 15')
  })

  test('a package that somebody else made for a distribution is matched, and marked', () => {
    const php = (version: string) =>
      componentOf('deb', 'php8.2-cli', version, { source: { name: 'php8.2', version }, ...debianRelease('12') })
    const advisory = advisoryAbout('Debian:12', 'php8.2', rangeOf({ introduced: '0' }, { fixed: '8.2.26-1' }))
    const marks = (version: string) => match(php(version), [advisory]).map(({ explanation }) => explanation.thirdParty)
    expect(marks('8.2.7-1+0~20230613.7+debian12~1.gbp0+deb.sury.org')).toEqual([true])
    expect(marks('8.2.7-1~deb12u1')).toEqual([undefined])
  })

  test.each([
    ['deb', '16.1-1.pgdg120+1', undefined, true],
    ['deb', '20.9.0-1nodesource1', undefined, true],
    ['deb', '1:10.11.6+maria~deb12', undefined, true],
    ['deb', '5:24.0.7-1~debian.12~bookworm', undefined, true],
    ['deb', '1.25.3-1~bookworm', undefined, true],
    ['deb', '3.0.11-1~deb12u2', undefined, false],
    ['deb', '1.2-3~bpo12+1', undefined, false],
    ['rpm', '1-1', 'AlmaLinux', false],
    ['rpm', '1-1', 'Fedora Project', true],
    ['rpm', '1-1', undefined, false],
  ] as const)('%s %s by %s: %s', (ecosystem, version, vendor, expected) => {
    const made = { ecosystem, version, ...(vendor !== undefined && { vendor }), ...almalinux('9.4') }
    expect(isThirdParty(made)).toBe(expected)
  })

  test('vendors of distributions that we do not know say nothing', () => {
    expect(isThirdParty({ ecosystem: 'rpm', vendor: 'x', distribution: { id: 'constructor' } })).toBe(false)
  })
})
