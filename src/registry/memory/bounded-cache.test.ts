import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BoundedCache, ExpiringCache } from './bounded-cache.ts'

describe('a bounded cache', () => {
  test('throws out what was not used for longest', () => {
    const cache = new BoundedCache<string>(10)
    cache.set('a', 'A', 4)
    cache.set('b', 'B', 4)
    cache.get('a')
    cache.set('c', 'C', 4)
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C'])
    cache.set('huge', 'H', 11)
    expect(cache.get('huge')).toBeUndefined()
    expect(cache.get('a')).toBe('A')
    cache.forget((key) => key === 'a')
    expect(cache.get('a')).toBeUndefined()
  })

  test('never holds more than its budget, and what it holds is what was put in last', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), cost: fc.integer({ min: 0, max: 6 }) })),
        (puts) => {
          const cache = new BoundedCache<number>(8)
          const last = new Map<string, { value: number; cost: number }>()
          for (const [value, { key, cost }] of puts.entries()) {
            cache.set(key, value, cost)
            last.set(key, { value, cost })
          }
          let held = 0
          for (const [key, { value, cost }] of last) {
            const found = cache.get(key)
            if (found === undefined) continue
            expect(found).toBe(value)
            held += cost
          }
          expect(held).toBeLessThanOrEqual(8)
        },
      ),
    ))

  test('an expiring one believes until the moment, not at it', () => {
    const cache = new ExpiringCache<string>(2)
    const at = (ms: number) => new Date(ms)
    cache.set('a', 'A', at(5))
    expect(cache.get('a', at(4))).toBe('A')
    expect(cache.get('a', at(5))).toBeUndefined()
    cache.set('b', 'B', at(5))
    cache.delete('b')
    cache.set('c', 'C', at(5))
    cache.forget((_key, value) => value === 'C')
    expect([cache.get('b', at(0)), cache.get('c', at(0))]).toEqual([undefined, undefined])
  })
})
