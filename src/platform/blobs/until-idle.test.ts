import { once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { untilIdle } from './until-idle.ts'

const inOurWords = (error: unknown) => error as Error

test('bytes pass', async () => {
  const source = Readable.from([Buffer.from('all '), Buffer.from('of it')])
  expect((await buffer(untilIdle(source, 60_000, inOurWords))).toString()).toBe('all of it')
})

test.each([['before anything was read'], ['in the middle']])(
  'a stream that is given up %s lets its source go',
  async (when) => {
    const source = new Readable({ read() {} })
    const stream = untilIdle(source, 60_000, inOurWords)
    if (when === 'in the middle') {
      source.push('something')
      await once(stream, 'readable')
    }
    const closed = once(source, 'close')
    stream.destroy()
    await closed
    expect(source.destroyed).toBe(true)
  },
)
