import { createHook } from 'node:async_hooks'
import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './passwords.ts'

test('the hash says how it was made and knows its password', async () => {
  const hash = await hashPassword('a rope and an anchor')
  expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
  expect(await verifyPassword('a rope and an anchor', hash)).toEqual({ correct: true, rehash: false })
  expect(await verifyPassword('a rope and an anchot', hash)).toEqual({ correct: false, rehash: false })
})

test('two hashes of one password differ', async () => {
  const [one, two] = await Promise.all([hashPassword('the same words'), hashPassword('the same words')])
  expect(one).not.toBe(two)
})

test('a password typed on another keyboard is the same password', async () => {
  const hash = await hashPassword('caf\u00e9 au lait')
  expect((await verifyPassword('cafe\u0301 au lait', hash)).correct).toBe(true)
})

test('a hash of lower cost is taken and asks to be made again', async () => {
  const salt = Buffer.alloc(16, 7)
  const key = scryptSync('an older promise', salt, 32, { N: 2 ** 10, r: 8, p: 1 })
  const plain = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const old = `$scrypt$ln=10,r=8,p=1$${plain(salt)}$${plain(key)}`
  expect(await verifyPassword('an older promise', old)).toEqual({ correct: true, rehash: true })
})

test.each(['', 'plain text', '$scrypt$ln=15,r=8,p=3$short$short', '$argon2id$v=19$m=1,t=1,p=1$aaaa$bbbb'])(
  'what is not one of our hashes is never correct: "%s"',
  async (hash) => {
    expect(await verifyPassword('anything', hash)).toEqual({ correct: false, rehash: false })
  },
)

test('many at once all come to their end', async () => {
  const hash = await hashPassword('busy morning')
  const verdicts = await Promise.all(Array.from({ length: 3 }, () => verifyPassword('busy morning', hash)))
  expect(verdicts.every(({ correct }) => correct)).toBe(true)
})

test('never more than two are hashed at once, however many wait (PRF-04)', async () => {
  const begun = new Set<number>()
  let most = 0
  const hook = createHook({
    init(id, type) {
      if (type === 'SCRYPTREQUEST') most = Math.max(most, begun.add(id).size)
    },
    before: (id) => begun.delete(id),
  }).enable()
  try {
    await Promise.all(Array.from({ length: 6 }, () => hashPassword('a rope and an anchor')))
    expect(most).toBe(2)
  } finally {
    hook.disable()
  }
})
