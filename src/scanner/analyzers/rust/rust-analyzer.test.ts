import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elf } from '../../testing/elf-writer.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { rustAnalyzer } from './rust-analyzer.ts'

const fixture = readFileSync(join(import.meta.dirname, 'fixtures/dep-v0.json'), 'utf8')
const parse = (rust: string) => rustAnalyzer.parse({ path: 'x', hits: [], facts: { format: 'elf', needed: [], rust } })

test('crates of the running program, with the root marked, without those that only built it', () => {
  expect(parse(fixture).packages.map(({ name, version, rule }) => [name, version, rule])).toEqual([
    ['adler', '1.0.2', 'rust.dependency'],
    ['app', '0.3.0', 'rust.root'],
    ['inner_git', '0.1.0-alpha.1', 'rust.dependency'],
  ])
})

test('SCN-010: a program of mode 0644 and a library under odd names, in an image', async () => {
  const sections = { '.dep-v0': deflateSync(fixture) }
  const image = await imageOf([[file('a', elf({ sections })), file('b.so', elf({ sections, soname: 'b.so' }))]])
  expect(image.components.map(({ purl }) => purl)).toEqual([
    'pkg:cargo/adler@1.0.2',
    'pkg:cargo/app@0.3.0',
    'pkg:cargo/inner_git@0.1.0-alpha.1',
  ])
  expect(image.components[0]?.locations.map(({ path }) => path)).toEqual(['a', 'b.so'])
})

test.each(['', '{', '[]', 'null', '{"packages":1}', '['.repeat(300)])('%s is a reason', (text) => {
  expect(parse(text)).toMatchObject({ packages: [], unreadable: expect.any(String) })
})

test('entries that are no crates are left out; nothing is thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, name) => {
      const text = JSON.stringify({ packages: [value, { name, version: '1.0.0' }, { name: 'ok', version: '1.0.0' }] })
      expect(parse(text).packages.at(-1)).toMatchObject({ name: 'ok' })
    }),
  )
})
