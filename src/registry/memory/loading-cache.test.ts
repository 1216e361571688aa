import { describe, expect, test } from 'vitest'
import { turnableClock } from '../../platform/testing/turnable-clock.ts'
import { LoadingCache } from './loading-cache.ts'

const belief = { freshness: 5000, refreshAfter: 2000 }

/** A source that answers when it is told to. */
function slowSource() {
  const waiting: { answer: (value: string | undefined) => void; fail: (error: Error) => void }[] = []
  const load = () => new Promise<string | undefined>((answer, fail) => waiting.push({ answer, fail }))
  return { load, waiting }
}

const now = async () => new Promise((resolve) => setImmediate(resolve))

describe('a cache that loads', () => {
  test('asks once, remembers for five seconds, and then asks again', async () => {
    const clock = turnableClock()
    const cache = new LoadingCache<string>(10, belief)
    let asked = 0
    const load = async () => `answer ${++asked}`
    expect(await cache.get('key', clock.now(), load)).toBe('answer 1')
    expect(cache.peek('key', clock.now())).toBe('answer 1')
    clock.advance(1999)
    expect(await cache.get('key', clock.now(), load)).toBe('answer 1')
    expect(asked).toBe(1)
    clock.advance(3001)
    expect(cache.peek('key', clock.now())).toBeUndefined()
    expect(await cache.get('key', clock.now(), load)).toBe('answer 2')
  })

  test('people who ask at once share one load', async () => {
    const clock = turnableClock()
    const cache = new LoadingCache<string>(10, belief)
    const { load, waiting } = slowSource()
    const answers = Promise.all(Array.from({ length: 5 }, () => cache.get('key', clock.now(), load)))
    expect(waiting).toHaveLength(1)
    waiting[0]?.answer('shared')
    expect(new Set(await answers)).toEqual(new Set(['shared']))
  })

  test('what is asked for all the time is loaded again in time, and nobody waits', async () => {
    const clock = turnableClock()
    const cache = new LoadingCache<string>(10, belief)
    const { load, waiting } = slowSource()
    const first = cache.get('key', clock.now(), load)
    waiting[0]?.answer('old')
    await first
    clock.advance(2000)
    expect(cache.peek('key', clock.now())).toBeUndefined()
    expect(await cache.get('key', clock.now(), load)).toBe('old')
    expect(cache.peek('key', clock.now())).toBe('old')
    expect(await cache.get('key', clock.now(), load)).toBe('old')
    expect(waiting).toHaveLength(2)
    waiting[1]?.answer('new')
    await now()
    expect(cache.peek('key', clock.now())).toBe('new')
    // The age counts from the moment of asking, not of the answer.
    clock.advance(5000)
    expect(cache.peek('key', clock.now())).toBeUndefined()
  })

  test('a refresh that fails changes nothing until the old answer ends; then the failure is heard', async () => {
    const clock = turnableClock()
    const cache = new LoadingCache<string>(10, belief)
    await cache.get('key', clock.now(), async () => 'good')
    const failing = async () => {
      throw new Error('the database is gone')
    }
    clock.advance(3000)
    expect(await cache.get('key', clock.now(), failing)).toBe('good')
    await now()
    expect(await cache.get('key', clock.now(), failing)).toBe('good')
    clock.advance(2000)
    await expect(cache.get('key', clock.now(), failing)).rejects.toThrow('the database is gone')
    expect(await cache.get('key', clock.now(), async () => 'back')).toBe('back')
  })

  test('what is forgotten while it is being loaded is not remembered', async () => {
    const clock = turnableClock()
    const cache = new LoadingCache<string>(10, belief)
    const { load, waiting } = slowSource()
    const early = cache.get('key', clock.now(), load)
    cache.delete('key')
    const late = cache.get('key', clock.now(), load)
    waiting[1]?.answer('after the change')
    expect(await late).toBe('after the change')
    waiting[0]?.answer('before the change')
    expect(await early).toBe('before the change')
    expect(cache.peek('key', clock.now())).toBe('after the change')
    const forgotten = cache.get('other', clock.now(), load)
    cache.forget(() => false)
    waiting[2]?.answer('nobody knows what this was about')
    await forgotten
    expect(cache.peek('other', clock.now())).toBeUndefined()
  })

  test('nothing, and what must not be kept, is asked again each time; a refresh to no ends a yes', async () => {
    const clock = turnableClock()
    const cache = new LoadingCache<string>(10, belief)
    const keep = (answer: string) => answer === 'yes'
    expect(await cache.get('a', clock.now(), async () => undefined)).toBeUndefined()
    expect(await cache.get('b', clock.now(), async () => 'no', keep)).toBe('no')
    expect([cache.peek('a', clock.now()), cache.peek('b', clock.now())]).toEqual([undefined, undefined])
    expect(await cache.get('b', clock.now(), async () => 'yes', keep)).toBe('yes')
    clock.advance(2500)
    expect(await cache.get('b', clock.now(), async () => 'no', keep)).toBe('yes')
    await now()
    expect(cache.peek('b', clock.now())).toBeUndefined()
    expect(await cache.get('b', clock.now(), async () => 'no', keep)).toBe('no')
  })
})
