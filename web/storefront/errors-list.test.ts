import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorGroups, readErrors } from './errors-list.ts'

test('the page lists every error of the document, and nothing else', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8')
  const codes = [...document.matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => code)
  const listed = readErrors(document).flatMap(({ errors }) => errors.map(({ code }) => code))
  expect(listed).toEqual(codes)
  expect(errorGroups).toEqual(readErrors(document))
})

test('a sentence is shown as the store says it', () => {
  const document = '## a\n\n| `a.b` | invalid | 422 | Choose x \\| y. |\n'
  expect(readErrors(document)).toEqual([{ module: 'a', errors: [{ code: 'a.b', sentence: 'Choose x | y.' }] }])
})
