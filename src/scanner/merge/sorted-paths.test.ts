import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LiveLinks } from './live-links.ts'
import { PathCover } from './sorted-paths.ts'

const path = fc
  .array(fc.constantFrom('a', 'b', 'a-b', 'a.c'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))

describe('what a layer covers', () => {
  test('is what one finds by looking at every pair', () => {
    const orders = fc.array(fc.tuple(fc.boolean(), fc.oneof(path, fc.constant(''))), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(path), orders, (known, covering) => {
        const cover = new PathCover(known)
        for (const [below, by] of covering) below ? cover.coverBelow(by) : cover.coverPath(by)
        const expected = known.filter((each) =>
          covering.some(([below, by]) => (below ? by === '' || each.startsWith(`${by}/`) : each === by)),
        )
        expect([...cover.covered].sort()).toEqual([...new Set(expected)].sort())
      }),
      { numRuns: 500 },
    )
  })

  test('covering the same again and again costs no more than once', () => {
    const cover = new PathCover(Array.from({ length: 20_000 }, (_, at) => `folder/${at}`))
    for (let turn = 0; turn < 20_000; turn++) cover.coverBelow('folder')
    expect(cover.covered.size).toBe(20_000)
  })
})

describe('links', () => {
  const links = (...pairs: readonly (readonly [string, string])[]) => {
    const live = new LiveLinks()
    for (const [from, to] of pairs) live.set(from, to)
    return live
  }

  test.each<[string, [string, string][], string, string]>([
    ['none', [], 'lib/x', 'lib/x'],
    ['above', [['lib', 'usr/lib']], 'lib/x', 'usr/lib/x'],
    ['absolute', [['a/b', '/c']], 'a/b/x', 'c/x'],
    ['relative', [['a/b', '../c']], 'a/b/x', 'c/x'],
    [
      'one behind the other',
      [
        ['a', 'b'],
        ['b', 'c/d'],
        ['c/d', '/e'],
      ],
      'a/x',
      'e/x',
    ],
    ['to the root', [['a', '/']], 'a/x', 'x'],
    [
      'a similar name',
      [
        ['lib', 'usr/lib'],
        ['lib-2', 'y'],
        ['lib/a', 'z'],
      ],
      'lib64/x',
      'lib64/x',
    ],
    ['the last part is not followed', [['a/x', 'y']], 'a/x', 'a/x'],
  ])('%s', (_, pairs, from, to) => expect(links(...pairs).resolveFolder(from)).toBe(to))

  test('the first link on the way is found as by trying every folder', () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), path, (from, asked) => {
        const live = links(...from.map((each) => [each, `/elsewhere/${each.replaceAll('/', '+')}`] as const))
        const parts = asked.split('/')
        const above = parts.map((_, at) => parts.slice(0, at + 1).join('/')).find((each) => from.includes(each))
        const expected =
          above === undefined ? asked : `elsewhere/${above.replaceAll('/', '+')}${asked.slice(above.length)}`
        expect(live.resolve(asked)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('loops and growing chains end', () => {
    expect(links(['a', 'b'], ['b', 'a']).resolve('a/x')).toMatch(/^[ab]\/x$/)
    expect(links(['a', 'a/a/a/a']).resolve('a').length).toBeLessThan(1000)
  })
})
