import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { bitnamiAnalyzer } from './bitnami-analyzer.ts'

const redis = readFileSync(join(import.meta.dirname, 'fixtures/.spdx-redis.spdx'), 'utf8')
const path = 'opt/bitnami/redis/.spdx-redis.spdx'

function read(text: string) {
  const kept = bitnamiAnalyzer.keep?.(text, defaultLimits)
  return kept && 'text' in kept ? bitnamiAnalyzer.parse({ path, text: kept.text }) : kept
}

describe('SCN-009: bitnami', () => {
  test.each([
    [path, true],
    ['opt/bitnami/.spdx-x.spdx', true],
    ['opt/bitnami/redis/x.spdx', false],
    ['home/opt/bitnami/redis/.spdx-redis.spdx', false],
  ])('%s: %s', (asked, wanted) => expect(bitnamiAnalyzer.wants(asked)).toBe(wanted))

  test('what Bitnami built is installed, without the number of the build; the rest is its declaration', () => {
    expect(read(redis)).toEqual({
      packages: [
        {
          ecosystem: 'bitnami',
          name: 'redis',
          version: '7.2.4',
          licenses: ['BSD-3-Clause'],
          confidence: 'installed',
          rule: 'bitnami.spdx',
          detail: 'pkg:bitnami/redis@7.2.4-1?arch=amd64&distro=debian-12',
        },
        {
          ecosystem: 'golang',
          name: 'example.com/tool',
          version: 'v1.0.0',
          licenses: [],
          confidence: 'declared',
          rule: 'bitnami.spdx',
          detail: 'pkg:golang/example.com/tool@v1.0.0',
        },
      ],
    })
  })

  test('the package URL', async () => {
    const image = await imageOf([[file(path, redis)]])
    expect(image.components.map(({ purl }) => purl)).toEqual([
      'pkg:bitnami/redis@7.2.4',
      'pkg:golang/example.com/tool@v1.0.0',
    ])
  })

  test('nonsense is ignored or a reason', () => {
    expect(read('not JSON')).toHaveProperty('unreadable')
    expect(
      read('{"packages":[{"externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:maven/x@1"}]}]}'),
    ).toEqual({ packages: [] })
    expect(read('{"packages":{}}')).toEqual({ ignore: true })
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, locator) => {
        read(JSON.stringify(value))
        read(
          JSON.stringify({
            packages: [value, { externalRefs: [value, { referenceType: 'purl', referenceLocator: `pkg:${locator}` }] }],
          }),
        )
      }),
    )
  })
})
