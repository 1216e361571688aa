import { expect, test } from 'vitest'
import { safeNext } from './sign-in-first.ts'

test('after signing in people return to a page of this store, and nowhere else', () => {
  expect(safeNext('/images/widget?plan=1')).toBe('/images/widget?plan=1')
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    7,
    undefined,
  ]
  for (const next of elsewhere) expect(safeNext(next)).toBeUndefined()
})
