import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeedRecord, readFeedRecord, textHashOf } from './feed-record.ts'

const at = new Date('2026-05-01T00:00:00Z')
const osv = {
  id: 'GHSA-1',
  modified: '2026-01-01T00:00:00Z',
  aliases: ['CVE-2026-0001', 'CVE-2026-0002'],
  upstream: ['CVE-2026-0003'],
  affected: [
    { package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] },
    { package: { ecosystem: 'npm', name: 'left' }, versions: ['2.0.0'] },
    { package: { ecosystem: 'PyPI', name: 'Right_Pad' } },
  ],
}
const read = (value: object): FeedRecord => {
  const found = readFeedRecord('osv', JSON.stringify(value), at)
  if (!found.ok) throw new Error(found.reason)
  return found.record
}

describe('a record of a feed', () => {
  test('names its packages once each, and all names of its vulnerability (ADV-6)', () =>
    expect(read(osv)).toMatchObject({
      id: 'GHSA-1',
      kind: 'advisory',
      keys: [
        { ecosystem: 'npm', name: 'left' },
        { ecosystem: 'PyPI', name: 'right-pad' },
      ],
      names: ['CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003', 'GHSA-1'],
      ecosystems: ['PyPI', 'npm'],
      withdrawn: false,
    }))

  test.each<[string, object]>([
    ['another time of change', { ...osv, modified: '2026-03-01T00:00:00Z' }],
    ['no time of change', { ...osv, modified: undefined }],
    ['another order of its names', { ...osv, aliases: [...osv.aliases].reverse() }],
    ['another order of its fields', Object.fromEntries(Object.entries(osv).reverse())],
    ['a field that nobody reads', { ...osv, credits: [{ name: 'somebody' }] }],
  ])('%s is no change (ADV-3)', (_, value) => expect(read(value).hash).toBe(read(osv).hash))

  test.each<[string, object]>([
    ['another summary', { ...osv, summary: 'Worse than thought' }],
    ['another version', { ...osv, affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.1'] }] }],
    ['being withdrawn', { ...osv, withdrawn: '2026-02-01T00:00:00Z' }],
  ])('%s is a change (ADV-3)', (_, value) => expect(read(value).hash).not.toBe(read(osv).hash))

  test('a time of change in the future is that of the import (ADV-3)', () => {
    expect(read({ ...osv, modified: '2099-01-01T00:00:00Z' }).record).toMatchObject({ modified: at.toISOString() })
    expect(read(osv).record).toMatchObject({ modified: osv.modified })
  })

  test('the same bytes have the same hash, others another', () =>
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        const [first, second] = [Buffer.from(a), Buffer.from(b)]
        expect(textHashOf(first) === textHashOf(second)).toBe(first.equals(second))
      }),
    ))
})

test('facts about a CVE are records under its name (ADV-1)', () => {
  const kev = JSON.stringify({ cveID: 'CVE-2026-0001', dateAdded: '2026-04-01' })
  const nvd = JSON.stringify({ cve: { id: 'CVE-2026-0001' } })
  expect(readFeedRecord('kev', kev, at)).toMatchObject({ record: { id: 'CVE-2026-0001', kind: 'exploited' } })
  expect(readFeedRecord('nvd', nvd, at)).toMatchObject({ record: { id: 'CVE-2026-0001', kind: 'score' } })
  expect(readFeedRecord('epss', 'CVE-2026-0001,0.5,0.9', at)).toMatchObject({
    record: { kind: 'prediction', record: { probability: 0.5 } },
  })
  expect(readFeedRecord('epss', 'nonsense', at)).toMatchObject({ ok: false })
})
