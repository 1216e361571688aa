import { describe, expect, test } from 'vitest'
import type { Advisory } from '../advisories/advisory.ts'
import { advisoryAbout, almalinux, alpine, componentOf, debianRelease } from '../testing/fake-advisories.ts'
import { type LabelledFact, labelledFacts } from './fixtures/labelled-facts.ts'
import { type MatchedComponent, match } from './match.ts'

const makers: Readonly<Record<string, (name: string, version: string) => MatchedComponent>> = {
  npm: (name, version) => componentOf('npm', name, version),
  // As a package database has it, not as the advisory writes it.
  PyPI: (name, version) => componentOf('pypi', name.toLowerCase(), version),
  Go: (name, version) => componentOf('golang', name, version),
  'crates.io': (name, version) => componentOf('cargo', name, version),
  Bitnami: (name, version) => componentOf('bitnami', name, version),
  'Debian:12': (name, version) =>
    componentOf('deb', `lib${name}`, version, { source: { name, version }, ...debianRelease('12') }),
  'AlmaLinux:9': (name, version) => componentOf('rpm', name, version, almalinux('9.2')),
  Maven: (name, version) => componentOf('maven', name, version),
  RubyGems: (name, version) => componentOf('gem', name, version),
  NuGet: (name, version) => componentOf('nuget', name.toLowerCase(), version),
  Packagist: (name, version) => componentOf('composer', name, version),
  'Alpine:v3.18': (name, version) =>
    componentOf('apk', `${name}-libs`, version, { source: { name, version }, ...alpine('3.18.4') }),
}

function advisoryOf({ ecosystem, package: name, cve, ranges }: LabelledFact): Advisory {
  const events = ranges.split(', ').flatMap((range) => {
    const [introduced, sign, end] = range.split(' ')
    return [{ introduced }, sign === '<' ? { fixed: end } : { last_affected: end }]
  })
  return advisoryAbout(ecosystem, name, { ranges: [{ type: 'ECOSYSTEM', events }] }, { id: cve })
}

interface Judgement {
  readonly what: string
  readonly ecosystem: string
  readonly isAffected: boolean
  readonly verdict: 'affected' | 'uncertain' | 'none'
}

function judgements(fact: LabelledFact): Judgement[] {
  const advisory = advisoryOf(fact)
  const make = makers[fact.ecosystem]
  if (make === undefined) throw new Error(fact.ecosystem)
  const judged = (versions: string, isAffected: boolean) =>
    versions.split(' ').map((version) => ({
      what: `${fact.ecosystem} ${fact.package} ${version} ${fact.cve}`,
      ecosystem: fact.ecosystem,
      isAffected,
      verdict: match(make(fact.package, version), [advisory])[0]?.verdict ?? ('none' as const),
    }))
  return [...judged(fact.affected, true), ...judged(fact.unaffected, false)]
}

describe('SCN-023: matching against what is known to be true', () => {
  const all = labelledFacts.flatMap(judgements)
  const count = (isWanted: (judgement: Judgement) => boolean) => all.filter(isWanted).length

  test('the table is large enough, and covers every ecosystem of the feeds at hand', () => {
    expect(all.length).toBeGreaterThan(300)
    const held = ['npm', 'PyPI', 'Go', 'crates.io', 'Bitnami', 'Debian:12', 'AlmaLinux:9']
    for (const ecosystem of held) {
      expect(
        count((one) => one.ecosystem === ecosystem && one.isAffected),
        ecosystem,
      ).toBeGreaterThan(5)
      expect(
        count((one) => one.ecosystem === ecosystem && !one.isAffected),
        ecosystem,
      ).toBeGreaterThan(5)
    }
  })

  test('recall and precision are 98 % at least', () => {
    const right = count(({ isAffected, verdict }) => isAffected && verdict === 'affected')
    const recall = right / count(({ isAffected }) => isAffected)
    const precision = right / count(({ verdict }) => verdict === 'affected')
    expect(Math.min(recall, precision)).toBeGreaterThanOrEqual(0.98)
  })

  test('and none of these is wrong or uncertain', () => {
    const wrong = all.filter(({ isAffected, verdict }) => verdict !== (isAffected ? 'affected' : 'none'))
    expect(wrong).toEqual([])
  })

  test('the same versions in other releases and other ecosystems are not judged by them', () => {
    const foreign = labelledFacts.flatMap((fact) => {
      const other = componentOf('deb', fact.package, '0.1-1', {
        source: { name: fact.package, version: '0.1-1' },
        ...debianRelease('13'),
      })
      return match(other, [advisoryOf(fact)])
    })
    expect(foreign).toEqual([])
  })
})
