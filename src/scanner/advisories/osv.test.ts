import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { osvLimits, parseOsv } from './osv.ts'

const record = {
  schema_version: '1.7.0',
  id: 'DEBIAN-CVE-2023-0001',
  modified: '2026-11-01T00:00:00Z',
  published: 'not a date',
  upstream: ['CVE-2023-0001', 'CVE-2023-0001', 7],
  summary: 'Something',
  unknown_field: { x: 1 },
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }, { type: 'CVSS_V2' }, null],
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'sudo', purl: 'pkg:deb/debian/sudo?arch=source' },
      ranges: [
        { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.9-1' }, { introduced: '2', fixed: '2.1' }] },
        { type: 'GIT', repo: 'r', events: [{ introduced: '0' }] },
        { type: 'MOON_PHASE', events: [] },
      ],
      versions: ['1.0', '1.1'],
      ecosystem_specific: { urgency: 'unimportant' },
    },
    { package: { name: 'no ecosystem' } },
    'nonsense',
  ],
}

describe('reading OSV', () => {
  test('keeps what we know, counts what we skip (ADV-1)', () => {
    const parsed = parseOsv(JSON.stringify(record))
    expect(parsed).toMatchObject({
      ok: true,
      advisory: {
        id: 'DEBIAN-CVE-2023-0001',
        modified: '2026-11-01T00:00:00Z',
        upstream: ['CVE-2023-0001'],
        kind: 'vulnerability',
        skippedRanges: 1,
        severity: [{ type: 'CVSS_V3' }],
        affected: [
          {
            name: 'sudo',
            fixed: ['1.9-1', '2.1'],
            versions: ['1.0', '1.1'],
            severityWord: 'unimportant',
            hasOtherRanges: true,
            ranges: [
              {
                type: 'ECOSYSTEM',
                events: [{ event: 'introduced', version: '0' }, { event: 'fixed', version: '1.9-1' }, {}, {}],
              },
            ],
          },
        ],
      },
    })
    expect(JSON.stringify(parsed)).not.toMatch(/unknown_field|not a date/)
  })

  test('text and object give the same', () => expect(parseOsv(JSON.stringify(record))).toEqual(parseOsv(record)))

  test.each([
    ['not JSON', '{"id":'],
    ['not an object', '[]'],
    ['no id', '{}'],
    ['an id with spaces', '{"id":"a b"}'],
    ['affected is no list', '{"id":"a","affected":{}}'],
    ['nested too deeply', `{"id":"a","x":${'['.repeat(300)}${']'.repeat(300)}}`],
    [
      'too many versions',
      {
        id: 'a',
        affected: [{ package: { ecosystem: 'npm', name: 'x' }, versions: Array(osvLimits.versions + 1).fill('1') }],
      },
    ],
  ])('quarantined with a reason: %s (ADV-4)', (_, input) => {
    const parsed = parseOsv(input)
    expect(parsed.ok).toBe(false)
    expect(parsed).toHaveProperty('reason', expect.stringMatching(/\w/))
  })

  test('remarks and errata that are no vulnerabilities (ADV-7)', () => {
    const kind = (input: object) => {
      const parsed = parseOsv(input)
      return parsed.ok ? parsed.advisory.kind : parsed.reason
    }
    expect(kind({ id: 'ALBA-2023:1', affected: [] })).toBe('informational')
    expect(kind({ id: 'ALSA-2023:1', affected: [] })).toBe('vulnerability')
    expect(
      kind({
        id: 'RUSTSEC-1',
        affected: [{ package: { ecosystem: 'crates.io', name: 'x' }, database_specific: { informational: 'notice' } }],
      }),
    ).toBe('informational')
    expect(
      kind({
        id: 'RUSTSEC-2',
        affected: [{ package: { ecosystem: 'crates.io', name: 'x' }, database_specific: { informational: null } }],
      }),
    ).toBe('vulnerability')
  })

  test('an erratum states its severity at the head of its summary', () => {
    expect(parseOsv({ id: 'ALSA-1', summary: 'Important: kernel update' })).toMatchObject({
      advisory: { severityWord: 'important' },
    })
    expect(parseOsv({ id: 'GHSA-1', summary: 'Important: read this' })).not.toHaveProperty('advisory.severityWord')
  })

  test('whatever JSON it is: an advisory or a reason, never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue(), (affected, other) => {
        const input = {
          id: 'X',
          affected: [affected, { package: { ecosystem: 'npm', name: 'x' }, ranges: [other], versions: other }],
          severity: other,
          aliases: other,
        }
        expect(typeof parseOsv(input).ok).toBe('boolean')
        expect(typeof parseOsv(affected).ok).toBe('boolean')
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => typeof parseOsv(text).ok === 'boolean'))
  })
})
