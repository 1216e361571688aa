import { describe, expect, test } from 'vitest'
import { parseOsv } from '../advisories/osv.ts'
import { classOf, meaningOfWord } from './classes.ts'
import { type Classify, classify } from './classify.ts'
import { newest, scoreOf } from './cvss.ts'

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
const medium = 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N'
const low = 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N'
const none = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N'

describe('SCN-029: scores are recomputed from vectors (SEV-1)', () => {
  test.each([
    [critical, '3.1', 9.8],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', '3.0', 10],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', '3.1', 6.1],
    [low, '3.1', 1.8],
    [none, '3.1', 0],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', '2.0', 7.5],
    ['AV:L/AC:H/Au:M/C:N/I:N/A:P', '2.0', 0.8],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 9.3],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', '4.0', 10],
  ])('%s is %s, %d', (vector, version, score) => {
    expect(scoreOf({ vector })).toEqual({ version, vector, score })
  })

  test.each([
    '',
    '9.8',
    'CVSS:3.1/',
    'CVSS:3.1/AV:N',
    'CVSS:3.1/garbage',
    'CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H',
    'CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    `CVSS:3.1/${'AV:N/'.repeat(1000)}`,
  ])('broken vectors are ignored: %s', (vector) => expect(scoreOf({ vector })).toBeUndefined())

  test('the newest CVSS version wins within one source', () => {
    const scores = [scoreOf({ vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }), scoreOf({ vector: medium })].filter(
      (score) => score !== undefined,
    )
    expect(newest(scores)?.version).toBe('3.1')
  })
})

describe('classes (SEV-2, SEV-3)', () => {
  test.each([
    [10, 'critical'],
    [7, 'critical'],
    [6.9, 'major'],
    [4, 'major'],
    [3.9, 'minor'],
    [0.1, 'minor'],
    [0, 'unknown'],
    [undefined, 'unknown'],
    [Number.NaN, 'unknown'],
    [11, 'unknown'],
  ])('%s is %s', (score, name) => expect(classOf(score)).toBe(name))

  test('limits are settings', () => expect(classOf(8.9, { critical: 9, major: 7, minor: 0.1 })).toBe('major'))

  test('words become classes; "unimportant" is a remark; others say nothing', () => {
    const meant = (word: string) => meaningOfWord(word)?.class
    expect(['critical', 'Important', 'HIGH'].map(meant)).toEqual(['critical', 'critical', 'critical'])
    expect(['moderate', 'medium', 'low'].map(meant)).toEqual(['major', 'major', 'minor'])
    expect(meaningOfWord('unimportant')).toEqual({ class: 'unknown', remark: true })
    expect(['not yet assigned', 'constructor', ''].map(meant)).toEqual([undefined, undefined, undefined])
  })
})

describe('SCN-029: which severity counts (section 9)', () => {
  const score = (vector: string) => [{ type: 'CVSS_V3', score: vector }]
  const advisory = (id: string, more: { severity?: object; package?: object; word?: string; urgency?: string }) => {
    const affected = [
      {
        package: { ecosystem: 'npm', name: 'x' },
        severity: more.package,
        ecosystem_specific: { urgency: more.urgency },
      },
    ]
    const parsed = parseOsv({ id, affected, severity: more.severity, database_specific: { severity: more.word } })
    if (!parsed.ok) throw new Error(parsed.reason)
    return parsed.advisory
  }
  const full: Classify = {
    advisory: advisory('A', { package: score(low), severity: score(medium), word: 'High' }),
    affectedIndex: 0,
    sameVulnerability: [advisory('B', { severity: score(critical) })],
    nvd: [{ type: 'CVSS_V3', vector: critical }],
  }

  test('first the package, then the record, then a twin, then NVD, then a word', () => {
    expect(classify(full)).toMatchObject({ class: 'minor', score: 1.8, chosen: { source: 'package', advisoryId: 'A' } })
    const { affectedIndex: _, ...rest } = full
    expect(classify(rest)).toMatchObject({ class: 'major', chosen: { source: 'record' } })
    const bare = advisory('A', { word: 'High' })
    expect(classify({ ...full, advisory: bare })).toMatchObject({
      class: 'critical',
      chosen: { source: 'same-vulnerability', advisoryId: 'B' },
    })
    expect(classify({ ...full, advisory: bare, sameVulnerability: [] })).toMatchObject({ chosen: { source: 'nvd' } })
    expect(classify({ advisory: bare })).toMatchObject({ class: 'critical', chosen: { source: 'word', word: 'high' } })
    expect(classify({ advisory: bare })).not.toHaveProperty('score')
    expect(classify({ advisory: advisory('A', {}) })).toMatchObject({
      class: 'unknown',
      chosen: { source: 'none' },
      all: [],
    })
  })

  test('all values are shown', () => {
    expect(classify(full).all.map(({ source }) => source)).toEqual([
      'package',
      'record',
      'same-vulnerability',
      'nvd',
      'word',
    ])
  })

  test('the decision of the store beats everything, as a score or as a class (STO-103)', () => {
    expect(classify({ ...full, override: { score: 9.1 } })).toMatchObject({
      class: 'critical',
      score: 9.1,
      chosen: { source: 'override' },
    })
    const asClass = classify({ ...full, override: { class: 'major' } })
    expect(asClass).toMatchObject({ class: 'major', chosen: { source: 'override' } })
    expect(asClass).not.toHaveProperty('score')
  })

  test('0.0 is unknown, a broken vector is reported and the next value counts', () => {
    expect(classify({ advisory: advisory('A', { severity: score(none) }) })).toMatchObject({
      class: 'unknown',
      score: 0,
    })
    expect(classify({ advisory: advisory('A', { severity: score('CVSS:3.1/nonsense'), word: 'low' }) })).toMatchObject({
      class: 'minor',
      broken: ['CVSS:3.1/nonsense'],
      chosen: { source: 'word' },
    })
  })

  test('an unimportant finding is a remark (SEV-3)', () => {
    expect(classify({ advisory: advisory('A', { urgency: 'unimportant' }), affectedIndex: 0 })).toMatchObject({
      class: 'unknown',
      remark: true,
    })
  })
})
