import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { semverOrder } from './semver.ts'
import { upstreamOrder } from './upstream.ts'

const number = fc.constantFrom('0', '1', '2', '10', '01')
const tail = fc.constantFrom(
  '',
  'a',
  'w',
  'zg',
  '-rc1',
  'rc2',
  'b1',
  '-beta.2',
  'p1',
  '-dev',
  '-M2',
  '-1',
  '.0',
  '+7',
  '-final',
)
const versions = fc
  .tuple(fc.constantFrom('', 'v', 'r'), fc.array(number, { minLength: 1, maxLength: 4 }), tail)
  .map(([prefix, numbers, rest]) => `${prefix}${numbers.join('.')}${rest}`)

describe('SCN-021: versions of upstream releases', () => {
  obeysTheLawsOfOrder(upstreamOrder, versions)
  ascending(
    upstreamOrder,
    '1.0.1f',
    '1.0.1g',
    '1.0.2',
    '1.0.2a',
    '1.0.2z',
    '1.0.2za',
    '1.0.2zg',
    '1.1.1',
    '1.1.1w',
    '3.0.0',
  )
  ascending(
    upstreamOrder,
    '9.2.1-dev',
    '9.2.1-alpha1',
    '9.2.1-beta2',
    '9.2.1-rc1',
    '9.2.1-rc2',
    '9.2.1-rc10',
    '9.2.1',
    '9.2.1.1',
  )
  ascending(upstreamOrder, '9.8', '9.9', '9.9p1', '9.9p2', '9.9.1')
  ascending(upstreamOrder, '3.0a1', '3.0b1', '3.0b2', '3.0rc1', '3.0', '3.0a')
  ascending(upstreamOrder, '2.9.14', '2.10.0', '2.10.0.1', '2.10.0.2', '2.10.1')
  ascending(upstreamOrder, 'r1', 'r2', 'r10')
  ascending(upstreamOrder, 'RELEASE.2024-01-01T16-36-33Z', 'RELEASE.2024-02-04T22-36-13Z')
  ascending(upstreamOrder, '8u362', '8u372', '11.0.2')
  ascending(upstreamOrder, '2023c', '2024a', '2024b')
  ascending(upstreamOrder, '5.1.4(1)-release', '5.1.8(1)-release', '5.2.15(1)-release')
  ascending(upstreamOrder, '17.0.3', '17.0.3-1', '17.0.3-2', '17.0.4')
  same(upstreamOrder, '1.2', '1.2.0', 'v1.2.0', 'r1.2', '1.2.0+build', '1.2-final', '1.2.0.Final', '01.2')
  same(upstreamOrder, '1.0-rc1', '1.0.0-rc.1', '1.0rc1', '1.0RC1', '1.0~rc1')
  same(upstreamOrder, '17.0.8+7', 'jdk-17.0.8', '17.0.8')
  noVersions(upstreamOrder, '1', '', 'latest', 'master', '*', '>=1.0', 'constructor', 'v', '1/2')

  test('where only a word of unknown meaning makes the difference there is no answer', () => {
    expect(upstreamOrder.compare('5.7.44-log', '5.7.44')).toBeUndefined()
    expect(upstreamOrder.compare('5.7.44', '5.7.44-log')).toBeUndefined()
    expect(upstreamOrder.compare('5.7.44-log', '5.7.45')).toBeLessThan(0)
    expect(upstreamOrder.compare('5.7.44-log', '5.7.44-log')).toBe(0)
    expect(upstreamOrder.compare('1.0-constructor', '1.0')).toBeUndefined()
  })

  test('semantic versions stand as they should, but for bare numbers as pre-releases', () => {
    const announced = fc.constantFrom('', '-alpha', '-alpha.1', '-alpha.2', '-beta.1', '-rc.1', '-rc.11', '+7')
    const part = fc.integer({ min: 0, max: 12 })
    const semantic = fc.tuple(part, part, part, announced).map(([a, b, c, rest]) => `${a}.${b}.${c}${rest}`)
    fc.assert(
      fc.property(semantic, semantic, (a, b) => {
        expect(Math.sign(upstreamOrder.compare(a, b) ?? Number.NaN)).toBe(Math.sign(semverOrder.compare(a, b) ?? 2))
      }),
    )
  })
})
