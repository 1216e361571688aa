import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ecosystem } from '../analyzers/analyzer.ts'
import { advisoryAbout, almalinux, alpine, componentOf, debianRelease, rangeOf } from '../testing/fake-advisories.ts'
import { versionOrderOf } from './ecosystems.ts'
import { match } from './match.ts'

const ecosystems: readonly (readonly [Ecosystem, string, string, object])[] = [
  ['deb', 'Debian:12', '1.0-1', debianRelease('12')],
  ['apk', 'Alpine:v3.20', '1.0-r0', alpine('3.20.0')],
  ['rpm', 'AlmaLinux:9', '1.0-1.el9', almalinux('9.4')],
  ['npm', 'npm', '1.0.0', {}],
  ['pypi', 'PyPI', '1.0', {}],
  ['maven', 'Maven', '1.0', {}],
  ['golang', 'Go', '1.0.0', {}],
  ['cargo', 'crates.io', '1.0.0', {}],
  ['gem', 'RubyGems', '1.0', {}],
  ['composer', 'Packagist', '1.0.0', {}],
  ['nuget', 'NuGet', '1.0.0', {}],
  ['bitnami', 'Bitnami', '1.0.0', {}],
]
// No ecosystem takes one of these for a version; rpm would take a word.
const nonsense = ['', '>latest', '$(project.version)', 'unknown version', '*', '>= 1.0', '\u0661.\u0660']

describe.each(ecosystems)(
  'MAT-3: bad input of %s is uncertain, never "not affected"',
  (type, ecosystem, good, more) => {
    const at = (version: string) => componentOf(type, 'x', version, more)

    test('an installed version that is none', () => {
      const fixed = advisoryAbout(ecosystem, 'x', rangeOf({ introduced: '0' }, { fixed: good }))
      const later = advisoryAbout(ecosystem, 'x', rangeOf({ introduced: good }))
      const listed = advisoryAbout(ecosystem, 'x', { versions: [good] })
      for (const version of nonsense) {
        for (const advisory of [fixed, later, listed]) {
          expect(match(at(version), [advisory]), JSON.stringify(version)).toMatchObject([{ verdict: 'uncertain' }])
        }
      }
    })

    test('a bound that is none', () => {
      for (const version of nonsense.slice(1)) {
        for (const events of [[{ introduced: '0' }, { fixed: version }], [{ introduced: version }]]) {
          expect(match(at(good), [advisoryAbout(ecosystem, 'x', rangeOf(...events))]), version).toMatchObject([
            { verdict: 'uncertain' },
          ])
        }
      }
    })

    test('any text on either side gets a verdict, and the comparator is named', () => {
      fc.assert(
        fc.property(fc.string(), fc.string(), fc.string(), (version, introduced, fixed) => {
          const advisory = advisoryAbout(ecosystem, 'x', rangeOf({ introduced }, { fixed }))
          for (const { explanation } of match(at(version), [advisory])) {
            expect(explanation.comparator).toBe(versionOrderOf({ ecosystem: type }).id)
          }
        }),
      )
    })
  },
)
