import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apkDatabase, debDatabase, fakeNode, npmPackage, osRelease } from '../testing/fake-packages.ts'
import { advisoryOf, reportOf } from '../testing/fake-report.ts'
import { imageOf } from '../testing/read-bytes.ts'
import { file, type TarSpec } from '../testing/tar-writer.ts'
import { explainFinding, type FindingExplanation } from './explain.ts'

const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'))
const name = fc.constantFrom('amber', 'birch')

/** A package of one of four kinds, as the entry that shows it. */
const found = fc.record({ kind: fc.constantFrom('deb', 'apk', 'npm', 'node'), name, version })
type Found = typeof found extends fc.Arbitrary<infer T> ? T : never

function entriesOf(packages: readonly Found[]): TarSpec[] {
  const of = (kind: string) => packages.filter((each) => each.kind === kind)
  return [
    osRelease('debian', '12'),
    debDatabase(...of('deb')),
    apkDatabase(...of('apk')),
    ...of('npm').map((each, index) => npmPackage(`srv/${index}`, each.name, each.version)),
    ...of('node').map((each, index) => file(`opt/${index}/app`, fakeNode(each.version, 64))),
  ]
}

const advisory = fc
  .record({
    ecosystem: fc.constantFrom('Debian:12', 'npm', 'Bitnami'),
    name: fc.oneof(name, fc.constant('node')),
    introduced: fc.oneof({ weight: 3, arbitrary: fc.constant('0') }, { weight: 1, arbitrary: version }),
    fixed: fc.option(fc.oneof(version, fc.constant('no version at all')), { nil: undefined }),
    listed: fc.option(version, { nil: undefined }),
  })
  .map(({ listed, fixed, ...entry }) => ({
    ...entry,
    ...(fixed !== undefined && { fixed }),
    more: listed === undefined ? {} : { affected: [{ package: entry, versions: [listed] }] },
  }))

/** What EXP-1 asks for and an explanation lacks. */
function missingFrom(why: FindingExplanation, isCertain: boolean): string[] {
  const missing: string[] = []
  const need = (what: string, there: boolean) => !there && missing.push(what)
  need('evidence', why.evidence.length > 0)
  for (const piece of why.evidence) {
    need('file', piece.path !== '')
    need('layer', piece.layer >= 0 && piece.layerDigest !== '')
    need('rule', piece.rule !== '')
    need('bytes and offset, or database entry', piece.detail !== undefined && piece.detail !== '')
  }
  need('advisory', why.advisoryId !== '' && why.ecosystem !== '' && why.package !== '')
  need('comparator', why.comparator !== '')
  need('confidence', ['installed', 'identified', 'declared'].includes(why.confidence))
  need('range', !isCertain || why.range !== undefined || why.listed !== undefined)
  need('two versions', !isCertain || (why.version !== undefined && why.against !== undefined))
  need('fixed version', why.range?.fixed === undefined || why.fixedVersion === why.range.fixed)
  need('reason', isCertain || (why.reason !== undefined && why.reason !== ''))
  need('sentence', why.sentence.includes(why.package) && why.sentence.endsWith('.'))
  return missing
}

describe('SCN-032, EXP-1: every finding explains itself', () => {
  test('file, layer, evidence, rule, advisory, range, both versions, comparator, fixed version, confidence', async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(found, { minLength: 4, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
        fc.array(advisory, { minLength: 8, maxLength: 16 }),
        async (layers, advisories) => {
          const image = await imageOf(layers.map(entriesOf), { history: layers.map(() => ({ created_by: 'RUN it' })) })
          const report = reportOf(
            image,
            advisories.map(({ more, ...entry }, index) => advisoryOf(`X-${index}`, entry, more)),
          )
          for (const finding of report.findings) {
            const component = image.components.find(({ id }) => id === finding.componentId)
            if (component === undefined) throw new Error('a finding without its component')
            const why = explainFinding(finding, component, image.layers)
            expect(missingFrom(why, finding.match.verdict === 'affected')).toEqual([])
            expect(why.evidence.every(({ createdBy }) => createdBy === 'RUN it')).toBe(true)
            seen++
          }
        },
      ),
      { numRuns: 60 },
    )
    expect(seen).toBeGreaterThan(30)
  })

  test.each([
    [{}, 'cedar 1.0.0 is affected in npm from the start; no fixed version is known (compared as semver).'],
    [
      { fixed: '1.2.0', introduced: '0.9.0' },
      'cedar 1.0.0 is affected in npm from 0.9.0 to before 1.2.0; fixed in 1.2.0 (compared as semver).',
    ],
    [{ fixed: 'nothing' }, 'cedar 1.0.0 in npm: cannot compare 1.0.0 with nothing.'],
  ])('%j reads: %s', async (events, sentence) => {
    const image = await imageOf([[npmPackage('srv', 'cedar', '1.0.0')]])
    const { findings } = reportOf(image, [advisoryOf('X-1', { ecosystem: 'npm', name: 'cedar', ...events })])
    const [component] = image.components
    if (findings[0] === undefined || component === undefined) throw new Error('no finding')
    expect(explainFinding(findings[0], component, image.layers).sentence).toBe(sentence)
  })
})
