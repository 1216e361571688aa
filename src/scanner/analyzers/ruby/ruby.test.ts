import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { apkDatabase, osRelease } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { rubyAnalyzer } from './ruby-analyzer.ts'

const nokogiri = readFileSync(join(import.meta.dirname, 'fixtures/nokogiri.gemspec'), 'utf8')
const folder = 'usr/local/bundle/specifications'

function read(path: string, text: string) {
  const kept = rubyAnalyzer.keep?.(text, defaultLimits)
  return kept && 'text' in kept ? rubyAnalyzer.parse({ path, text: kept.text }) : kept
}

describe('SCN-009: ruby', () => {
  test.each([
    [`${folder}/rack-2.2.3.gemspec`, true],
    ['usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec', true],
    ['specifications/x-1.gemspec', true],
    ['app/x.gemspec', false],
    ['usr/local/bundle/gems/rack-2.2.3/rack.gemspec', false],
    [`${folder}/x.gemspec.rb`, false],
  ])('%s: %s', (path, wanted) => expect(rubyAnalyzer.wants(path)).toBe(wanted))

  test('name, version, platform and licence of an installed gem', () => {
    expect(read(`${folder}/nokogiri-1.16.2-x86_64-linux.gemspec`, nokogiri)).toEqual({
      packages: [
        {
          ecosystem: 'gem',
          name: 'nokogiri',
          version: '1.16.2',
          architecture: 'x86_64-linux',
          licenses: ['MIT'],
          confidence: 'installed',
          rule: 'ruby.gemspec',
          detail: 'nokogiri 1.16.2 x86_64-linux',
        },
      ],
    })
  })

  test.each([
    ['assignments without a stub', 's.name = "a"\ns.version = "1.0"\ns.license = \'MIT\'', ['a', '1.0', ['MIT']]],
    [
      'a version that is computed: the file name says it',
      's.name = "rack-test"\ns.version = VERSION',
      ['rack-test', '2.1.0', []],
    ],
    [
      'several licences',
      '# stub: a 1.0 ruby lib\n s.licenses = ["Ruby", "BSD-2-Clause"]',
      ['a', '1.0', ['Ruby', 'BSD-2-Clause']],
    ],
    ['nothing at all: the file name', '', ['rack-test', '2.1.0', []]],
  ])('%s', (_, text, [name, version, licenses]) => {
    expect(read(`${folder}/rack-test-2.1.0.gemspec`, text)).toMatchObject({ packages: [{ name, version, licenses }] })
  })

  test("Ruby's own gems are told apart", () => {
    const path = 'usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec'
    expect(read(path, '# stub: json 2.6.1 ruby lib\n')).toMatchObject({ packages: [{ rule: 'ruby.default-gem' }] })
  })

  test('nonsense is no package', () => {
    expect(read(`${folder}/x.gemspec`, 'puts 1')).toHaveProperty('unreadable')
    expect(read(`${folder}/x.gemspec`, '# stub: ../x 1.0 ruby lib')).toEqual({ packages: [] })
  })

  test('any text gets an answer', () => {
    const words = fc.constantFrom('# stub: ', 's.name = ', 's.version=', '"', "'", '1.0', '\n', ' ', '.freeze')
    const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.string(), (content, name) => {
        expect(read(`specifications/${name}.gemspec`, content)).toHaveProperty('packages')
      }),
      { numRuns: 300 },
    )
  })

  test('in an image: the platform is part of the package URL; Alpine owns what it brought (MRG-2, SCN-019)', async () => {
    const owned = 'usr/lib/ruby/gems/3.3.0/specifications/rake-13.1.0.gemspec'
    const image = await imageOf([
      [
        osRelease('alpine', '3.20.1'),
        apkDatabase({ name: 'ruby-rake', version: '3.3.1-r0', files: [owned] }),
        file(owned, '# stub: rake 13.1.0 ruby lib\n'),
        file(`${folder}/nokogiri-1.16.2-x86_64-linux.gemspec`, nokogiri),
      ],
    ])
    const [owner] = image.components.filter(({ ecosystem }) => ecosystem === 'apk')
    expect(image.components.map(({ purl, ownedBy }) => [purl, ownedBy])).toEqual([
      ['pkg:apk/alpine/ruby-rake@3.3.1-r0?arch=x86_64&distro=alpine-3.20.1', undefined],
      ['pkg:gem/nokogiri@1.16.2?platform=x86_64-linux', undefined],
      ['pkg:gem/rake@13.1.0', owner?.id],
    ])
  })
})
