import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DeliveryTurns, type Turn } from './delivery-turns.ts'

const turn = (deliveryId: string, webhookId: string, publisherId = 'acme'): Turn => ({
  deliveryId,
  webhookId,
  publisherId,
})

test('two go to one webhook and four of one publisher, the rest stands in line', () => {
  const turns = new DeliveryTurns()
  const entered = ['a1 a', 'a2 a', 'a3 a', 'b1 b', 'b2 b', 'c1 c'].map((text) => {
    const [id = '', webhook = ''] = text.split(' ')
    return turns.enter(turn(id, webhook))
  })
  expect(entered).toEqual([true, true, false, true, true, false])
  expect(turns.enter(turn('x1', 'x', 'other'))).toBe(true)
  expect(turns.leave(turn('b1', 'b'))).toEqual(turn('c1', 'c'))
  expect(turns.enter(turn('c1', 'c'))).toBe(true)
  expect(turns.leave(turn('a1', 'a'))).toEqual(turn('a3', 'a'))
  expect(turns.leave(turn('x1', 'x', 'other'))).toBeUndefined()
})

test('one that is in line already does not stand there twice', () => {
  const turns = new DeliveryTurns()
  for (const id of ['a1', 'a2', 'a3', 'a3']) turns.enter(turn(id, 'a'))
  expect(turns.leave(turn('a1', 'a'))).toEqual(turn('a3', 'a'))
  expect(turns.leave(turn('a2', 'a'))).toBeUndefined()
})

test('whoever comes and goes, nobody takes too much, and everybody in line gets a turn', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 200 }), (steps) => {
      const turns = new DeliveryTurns()
      const running: Turn[] = []
      let begun = 0
      let made = 0
      const begins = (one: Turn) => {
        if (!turns.enter(one)) return
        running.push(one)
        begun++
      }
      const ends = () => {
        const one = running.shift()
        const next = one && turns.leave(one)
        if (next) begins(next)
      }
      for (const [webhook, comes] of steps) {
        if (comes) begins(turn(`d${made++}`, `w${webhook}`, `p${webhook % 2}`))
        else ends()
        for (const key of ['w0', 'w1', 'w2', 'w3', 'w4', 'w5'])
          expect(running.filter(({ webhookId }) => webhookId === key).length).toBeLessThanOrEqual(2)
        for (const key of ['p0', 'p1'])
          expect(running.filter(({ publisherId }) => publisherId === key).length).toBeLessThanOrEqual(4)
      }
      while (running.length > 0) ends()
      expect(begun).toBe(made)
    }),
  ))
