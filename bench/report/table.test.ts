import { expect, test } from 'vitest'
import type { Section } from '../registry/section.ts'
import { withTables } from './document.ts'
import { median, percentile } from './statistics.ts'
import { isMet, markdownTable, tableOf } from './table.ts'

const section: Section = {
  id: 'PRF-00',
  title: 'Knots',
  target: 'twice as many',
  unit: 'requests/s',
  runs: 5,
  rows: [
    {
      what: 'bowline',
      samples: { ours: { value: 300, p99: 4 }, distribution: { value: 100 } },
      target: { ratio: 2, p99: 20 },
    },
    {
      what: 'sheet bend',
      samples: { ours: { value: 300, p99: 40 }, distribution: { value: 100 } },
      target: { ratio: 2, p99: 20 },
    },
    { what: 'splice', samples: { ours: { value: 300 } }, target: { ratio: 2 } },
  ],
  notes: ['Tied by hand.'],
}

test('a target is met when all of it is, and cannot be told without a peer', () => {
  expect(section.rows.map((row) => isMet(section, row))).toEqual([true, false, undefined])
})

test('of durations the smaller is the better', () => {
  const durations: Section = { ...section, unit: 's' }
  const row = (ours: number) => ({
    what: '',
    samples: { ours: { value: ours }, distribution: { value: 10 } },
    target: { ratio: 1.05 },
  })
  expect([isMet(durations, row(10)), isMet(durations, row(11))]).toEqual([true, false])
})

test('the table stands between the marks of the document, and is replaced by the next run', () => {
  const machine = { cpu: 'a mill', cores: 2, memoryGiB: 8, kernel: '6', node: 'v20', commit: 'abc', takenAt: 'today' }
  const begin = '<!-- PRF-00: written by npm run bench:registry -->'
  const document = `Before\n${begin}\nold\n<!-- end of PRF-00 -->\nAfter`
  const once = withTables(document, { machine, sections: [section] })
  expect(once).toContain(markdownTable(tableOf(section)))
  expect(once).toContain('Missed in 1 of 3 rows.')
  expect(once).not.toContain('old')
  expect(withTables(once, { machine, sections: [section] })).toBe(once)
  expect(() => withTables('no marks', { machine, sections: [section] })).toThrow(/no place for PRF-00/)
})

test('medians and percentiles', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN])
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1)
  expect([percentile(sorted, 50), percentile(sorted, 99), percentile([], 99)]).toEqual([51, 100, Number.NaN])
})
