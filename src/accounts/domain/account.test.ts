import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emailProblem, nameProblem, passwordProblem, signUpProblems } from './account.ts'

describe('names', () => {
  test.each(['otter', 'acme-2', 'a.b.c', 'sea_otter', '42nd'])('"%s" may be taken', (name) =>
    expect(nameProblem(name)).toBeUndefined(),
  )

  test.each(['Otter', 'a', 'ab', 'a..b', '-otter', 'otter-', 'sea otter', 'otter/x', 'выдра', '', 'x'.repeat(40)])(
    '"%s" may not',
    (name) => expect(nameProblem(name)).toBeDefined(),
  )

  test.each(['store', 'holding', 'library', 'admin', 'users', 'chandlery', 'staff'])('"%s" is reserved', (name) =>
    expect(nameProblem(name)).toMatch(/reserved/),
  )

  test('what may be taken is always a path component of image names', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ0._-/ '), maxLength: 12 }), (name) => {
        if (nameProblem(name) === undefined) expect(name).toMatch(/^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/)
      }),
    ))
})

test.each(['otter@example.com', 'first.last+tag@mail.example.co'])('%s looks like an address', (email) =>
  expect(emailProblem(email)).toBeUndefined(),
)
test.each([
  'otter',
  'otter@',
  '@example.com',
  'otter@example',
  'a b@example.com',
  'Otter <otter@example.com>',
  'a@b.c\nX: y',
])('%s does not', (email) => expect(emailProblem(email)).toBeDefined())

describe('passwords', () => {
  const problem = (password: string) => passwordProblem(password, 'sea-otter-42', 'otter@example.com')

  test('length counts, not kinds of characters', () => {
    expect(problem('a rope and an anchor')).toBeUndefined()
    expect(problem('Aa1!Aa1!x')).toMatch(/10 characters/)
    expect(problem('привет выдра')).toBeUndefined()
  })

  test('at most 256, so that hashing stays cheap', () => {
    expect(problem('anchor '.repeat(36))).toBeUndefined()
    expect(problem('anchor '.repeat(37))).toMatch(/256/)
  })

  test.each(['Sea-Otter-42', 'OTTER@example.com', 'aaaaaaaaaaaa', 'abababababab'])('"%s" is too easy', (password) =>
    expect(problem(password)).toBeDefined(),
  )
})

test('every wrong field is named once', () => {
  const fields = signUpProblems({ username: 'No!', email: 'no', password: 'no' }).map(({ field }) => field)
  expect(fields).toEqual(['username', 'email', 'password'])
})
