import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failureWindow, limitedKeys, waitSeconds } from './sign-in-limit.ts'

const now = new Date('2026-03-02T09:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

test('names count in any case; each address has its own pair', () => {
  const keys = (name: string, address: string) => limitedKeys(name, address).map(({ key }) => key)
  expect(keys('Otter', '192.0.2.1')).toEqual(keys('otter', '192.0.2.1'))
  expect(keys('otter', '192.0.2.1')[0]).not.toBe(keys('otter', '192.0.2.2')[0])
})

test('a name of any length is counted under a key that the database can index', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1000, maxLength: 5000 }), (name) => {
      for (const { key } of limitedKeys(name, '192.0.2.1')) expect(Buffer.byteLength(key)).toBeLessThan(2000)
    }),
  ))

test('the pair is stopped before the address and the name are', () => {
  const [pair, ...others] = limitedKeys('otter', '192.0.2.1')
  expect(others.every(({ most }) => most > pair.most)).toBe(true)
})

test('one waits until the failure that filled the window leaves it', () => {
  const failures = [ago(60_000), ago(30_000), ago(0)]
  expect(waitSeconds(failures, 3, now)).toBe(14 * 60)
  expect(waitSeconds(failures, 4, now)).toBe(0)
  expect(waitSeconds([...failures, ago(failureWindow)], 4, now)).toBe(0)
})

test('after the wait, and not before, the next try is allowed', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: failureWindow * 2 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 12 }),
      (ages, most) => {
        const failures = ages.map(ago)
        const wait = waitSeconds(failures, most, now)
        expect(waitSeconds(failures, most, new Date(now.getTime() + wait * 1000))).toBe(0)
        if (wait > 1)
          expect(waitSeconds(failures, most, new Date(now.getTime() + (wait - 1) * 1000))).toBeGreaterThan(0)
      },
    ),
  ))
