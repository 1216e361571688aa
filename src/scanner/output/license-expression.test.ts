import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allOf, spdxExpression, spdxId } from './license-expression.ts'
import { spdxExceptions, spdxLicenses } from './spdx-list.ts'

describe('OUT-2: licences are SPDX expressions where they are valid', () => {
  test.each([
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    [' Apache-2.0 ', 'Apache-2.0'],
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['(MIT or GPL-2.0-only) and BSD-3-Clause', '(MIT OR GPL-2.0-only) AND BSD-3-Clause'],
    ['GPL-2.0-or-later WITH Classpath-exception-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
    ['MPL-1.1+', 'MPL-1.1+'],
    ['LicenseRef-ours AND MIT', 'LicenseRef-ours AND MIT'],
    ['((MIT))', '((MIT))'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['GPL-3', 'GPL-3.0-only'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['GFDL-1.3', 'GFDL-1.3-only'],
    ['Expat', 'MIT'],
    ['BSD-3-clause', 'BSD-3-Clause'],
  ])('%s is %s', (stated, expression) => {
    expect(spdxExpression(stated)).toBe(expression)
  })

  test.each([
    '',
    'public-domain',
    'GPL-9',
    'MIT OR',
    'OR MIT',
    'MIT MIT',
    '(MIT',
    'MIT)',
    'MIT WITH nothing',
    'MIT And Apache-2.0',
    'SEE LICENSE IN LICENSE',
    `${'('.repeat(100)}MIT${')'.repeat(100)}`,
    'MIT '.repeat(1000),
  ])('%s is a name', (stated) => {
    expect(spdxExpression(stated)).toBeUndefined()
  })

  test('an expression is its own expression; whatever the text, nothing is thrown', () => {
    const word = fc.constantFrom(
      'MIT',
      'GPL-2+',
      'Apache-2.0',
      'AND',
      'OR',
      'WITH',
      '(',
      ')',
      'Classpath-exception-2.0',
    )
    const texts = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const expression = spdxExpression(text)
        if (expression !== undefined) expect(spdxExpression(expression)).toBe(expression)
      }),
    )
  })

  test('several are joined so that all of them hold', () => {
    expect(allOf(['MIT'])).toBe('MIT')
    expect(allOf(['MIT OR ISC', 'Zlib'])).toBe('(MIT OR ISC) AND Zlib')
    expect(spdxId('MIT')).toBe('MIT')
    expect(spdxId('MIT OR ISC')).toBeUndefined()
  })

  test('the list is that of the CycloneDX schema', () => {
    const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'))
    const schema = JSON.parse(readFileSync(join(library, 'res/schema/spdx.SNAPSHOT.schema.json'), 'utf8'))
    expect([...spdxLicenses, ...spdxExceptions]).toEqual(schema.enum)
  })
})
