import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../scripts/command.ts'
import { describeErrors, readErrorCatalogue } from '../scripts/error-catalogue.ts'
import { placeOf } from './architecture/source.ts'

describe('the catalogue of errors (ARC-50, ARC-52)', () => {
  const entries = readErrorCatalogue(root)
  const at = ({ path, line, code }: (typeof entries)[number]) => `${path}:${line} ${code}`

  test('docs/errors.md is what the code says; if a code is gone, write a decision record, then npm run errors', () => {
    expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe(describeErrors(entries))
  })

  test('a code is module.snake_case and stands once', () => {
    const malformed = entries.filter(({ code }) => !/^[a-z]+\.[a-z0-9_]+$/.test(code))
    expect(malformed.map(at)).toEqual([])
    const codes = entries.map(({ code }) => code)
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  })

  test('a code begins with the module that speaks it', () => {
    const ofModules = entries.filter(({ path }) => !['platform', 'app'].includes(placeOf(path).module ?? ''))
    expect(ofModules.filter(({ path, code }) => !code.startsWith(`${placeOf(path).module}.`)).map(at)).toEqual([])
  })

  test('a sentence is one: it begins with a capital or a name, and ends with a full stop', () => {
    const odd = entries.filter(({ sentence }) => !/^[A-Z{"“„/]/.test(sentence) || !/[.)}]\s*$/.test(sentence))
    expect(odd.map((entry) => `${at(entry)}: ${entry.sentence}`)).toEqual([])
  })
})
