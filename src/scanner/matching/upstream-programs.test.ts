import { describe, expect, test } from 'vitest'
import { componentOf, readAdvisory } from '../testing/fake-advisories.ts'
import { match } from './match.ts'
import { bitnamiNameOf } from './product-names.ts'

/** A record as the feed of Bitnami has it: semantic ranges, the score at the entry. */
const record = (name: string, cve: string, ...events: readonly object[]) =>
  readAdvisory({
    schema_version: '1.6.2',
    id: `BIT-${name}-${cve.slice(4)}`,
    aliases: [cve],
    affected: [
      {
        package: { ecosystem: 'Bitnami', name, purl: `pkg:bitnami/${name}` },
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
        ranges: [{ type: 'SEMVER', events }],
      },
    ],
    database_specific: { severity: 'Critical' },
  })
const stretches = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.flatMap(([introduced, fixed]) => [{ introduced }, { fixed }])

const programs = [
  ['node', 'CVE-2023-23918', stretches(['14.0.0', '14.21.3'], ['18.0.0', '18.14.1']), '18.14.0', '18.14.1'],
  ['redis', 'CVE-2023-22458', stretches(['6.2.0', '6.2.9'], ['7.0.0', '7.0.8']), '7.0.7', '7.0.8'],
  ['nginx', 'CVE-2023-44487', stretches(['1.9.5', '1.25.3']), '1.25.2', '1.25.3'],
  ['postgresql', 'CVE-2023-2454', stretches(['14.0.0', '14.8.0'], ['15.0.0', '15.3.0']), '15.2', '15.3'],
  ['python', 'CVE-2023-24329', stretches(['0', '3.7.17'], ['3.11.0', '3.11.4']), '3.11.3', '3.11.4'],
  ['php', 'CVE-2023-0567', stretches(['8.1.0', '8.1.16'], ['8.2.0', '8.2.3']), '8.2.2', '8.2.3'],
  ['apache', 'CVE-2023-25690', stretches(['2.4.0', '2.4.56']), '2.4.55', '2.4.56'],
  ['haproxy', 'CVE-2023-0836', stretches(['2.6.0', '2.6.9'], ['2.7.0', '2.7.1']), '2.6.8', '2.6.9'],
  ['mongodb', 'CVE-2023-1409', stretches(['5.0.0', '5.0.15'], ['6.0.0', '6.0.7']), '6.0.6', '6.0.7'],
  ['openssl', 'CVE-2023-0286', stretches(['1.0.2', '1.0.2zg'], ['1.1.1', '1.1.1t']), '1.1.1s', '1.1.1t'],
  ['java', 'CVE-2023-21830', stretches(['0', '8.0.361']), '8.0.352', '8.0.361'],
] as const

describe('SCN-024: upstream programs by ranges, without guessing', () => {
  test.each(programs)('%s %s', (name, cve, events, older, fixed) => {
    const advisory = record(name, cve, ...events)
    const [found, ...others] = match(componentOf('bitnami', name, older), [advisory])
    expect(others).toEqual([])
    expect(found).toMatchObject({
      verdict: 'affected',
      vulnerabilities: [cve],
      explanation: { comparator: 'upstream', package: name, range: { fixed: expect.stringContaining(fixed) } },
    })
    expect(match(componentOf('bitnami', name, fixed), [advisory])).toEqual([])
    // The revision of Bitnami's own package is no part of the program's version.
    expect(match(componentOf('bitnami', name, `${fixed}-0`), [advisory])).toEqual([])
  })

  test('a program that was recognised is looked up by its product name, and by nothing like it', () => {
    const advisory = record('node', 'CVE-2023-23918', { introduced: '18.0.0' }, { fixed: '18.14.1' })
    expect(bitnamiNameOf('node')).toBe('node')
    expect(match(componentOf('generic', 'node', '18.14.0'), [advisory])).toHaveLength(1)
    expect(match(componentOf('generic', 'node', '18.14.1'), [advisory])).toEqual([])
    for (const name of ['nodejs', 'Node', 'node-red', 'constructor']) {
      expect(match(componentOf('generic', name, '18.14.0'), [advisory])).toEqual([])
    }
  })

  test('a product whose version is not known, or says nothing, is uncertain', () => {
    const advisory = record('redis', 'CVE-2023-22458', { introduced: '6.2.0' }, { fixed: '6.2.9' })
    for (const version of [undefined, 'unstable', '6.2.9-custom']) {
      expect(match(componentOf('bitnami', 'redis', version), [advisory]), version).toMatchObject([
        { verdict: 'uncertain' },
      ])
    }
    expect(match(componentOf('bitnami', 'redis', '6.2.8-custom'), [advisory])).toMatchObject([{ verdict: 'affected' }])
  })
})
