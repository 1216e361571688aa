import { expect, test } from 'vitest'
import { changeOf, endOf } from './feed-change.ts'

const gone = { withdrawn: true }
const there = { withdrawn: false }

test.each([
  ['a new advisory', { kind: 'advisory', ...there } as const, undefined, 'added'],
  ['another text of an advisory', { kind: 'advisory', ...there } as const, there, 'changed'],
  ['one that is taken back (ADV-5)', { kind: 'advisory', ...gone } as const, there, 'withdrawn'],
  ['another text of one that was taken back', { kind: 'advisory', ...gone } as const, gone, 'changed'],
  ['one that is good again', { kind: 'advisory', ...there } as const, gone, 'changed'],
  ['a CVE that comes into the catalogue (WAT-5)', { kind: 'exploited', ...there } as const, undefined, 'exploited'],
  ['another sentence about it', { kind: 'exploited', ...there } as const, there, undefined],
  ['a score of NVD', { kind: 'score', ...there } as const, undefined, 'changed'],
  ['a probability', { kind: 'prediction', ...there } as const, there, undefined],
])('%s', (_, record, before, change) => expect(changeOf(record, before)).toBe(change))

test('what is no longer in its feed', () =>
  expect([endOf('osv'), endOf('kev'), endOf('nvd'), endOf('epss')]).toEqual([
    'removed',
    'not exploited',
    'changed',
    undefined,
  ]))
