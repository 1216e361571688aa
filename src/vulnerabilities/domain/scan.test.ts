import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextScanState, type ScanEvent, type ScanState, totalsOf } from './scan.ts'

const table: [ScanState, ScanEvent, ScanState | undefined][] = [
  ['none', 'request', 'queued'],
  ['none', 'start', undefined],
  ['queued', 'start', 'scanning'],
  ['queued', 'request', 'queued'],
  ['scanning', 'finish', 'complete'],
  ['scanning', 'fail', 'failed'],
  ['scanning', 'start', 'scanning'],
  ['complete', 'request', 'complete'],
  ['complete', 'start', undefined],
  ['complete', 'fail', undefined],
  ['failed', 'request', 'queued'],
  ['failed', 'finish', undefined],
]

test.each(table)('a scan that is %s and gets "%s" becomes %s (SM-5)', (state, event, next) => {
  expect(nextScanState(state, event)).toBe(next)
})

const anyClass = fc.constantFrom('critical' as const, 'major' as const, 'minor' as const, 'unknown' as const)
const anyFindings = fc.array(fc.record({ componentId: fc.constantFrom('a', 'b', 'c'), class: anyClass }))

test('each component counts once, by its worst finding', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const totals = totalsOf(['a', 'b', 'c', 'd'], findings)
      expect(totals.components).toBe(4)
      expect(totals.critical + totals.major + totals.minor + totals.unknown).toBe(totals.vulnerable)
      expect(totals.vulnerable).toBe(new Set(findings.map(({ componentId }) => componentId)).size)
    }),
  )
})

test('a worse finding wins over a lesser one, in any order', () => {
  const findings = [
    { componentId: 'a', class: 'minor' as const },
    { componentId: 'a', class: 'critical' as const },
    { componentId: 'b', class: 'unknown' as const },
  ]
  const expected = { components: 2, vulnerable: 2, critical: 1, major: 0, minor: 0, unknown: 1 }
  expect(totalsOf(['a', 'b'], findings)).toEqual(expected)
  expect(totalsOf(['a', 'b'], [...findings].reverse())).toEqual(expected)
})
