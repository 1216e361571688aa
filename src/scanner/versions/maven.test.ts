import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { mavenOrder } from './maven.ts'

const number = fc.constantFrom('0', '1', '2', '10', '01')
const word = fc.constantFrom(
  'alpha',
  'a1',
  'beta',
  'm2',
  'rc',
  'cr1',
  'snapshot',
  'ga',
  'final',
  'sp',
  'sp1',
  'jre8',
  'x',
)
const versions = fc
  .tuple(
    number,
    fc.array(
      fc.tuple(fc.constantFrom('.', '-', '', '_'), fc.oneof(number, word)).map((pair) => pair.join('')),
      {
        maxLength: 4,
      },
    ),
  )
  .map(([first, rest]) => `${first}${rest.join('')}`)

describe('SCN-021: Maven versions', () => {
  obeysTheLawsOfOrder(mavenOrder, versions)
  ascending(
    mavenOrder,
    '1-alpha2snapshot',
    '1-alpha2',
    '1-alpha-123',
    '1-beta-2',
    '1-beta123',
    '1-m2',
    '1-m11',
    '1-rc',
    '1-cr2',
    '1-rc123',
    '1-SNAPSHOT',
    '1',
    '1-sp',
    '1-sp2',
    '1-sp123',
    '1-abc',
    '1-def',
    '1-pom-1',
    '1-1-snapshot',
    '1-1',
    '1-2',
    '1-123',
  )
  ascending(mavenOrder, '2.0-beta9', '2.0-rc1', '2.0', '2.3.1', '2.12.2', '2.15.0', '2.17.1')
  ascending(
    mavenOrder,
    '2.0',
    '2.0.a',
    '2-1',
    '2.0.2',
    '2.0.123',
    '2.1.0',
    '2.1-a',
    '2.1b',
    '2.1-c',
    '2.1-1',
    '2.1.0.1',
    '2.2',
    '2.123',
    '11.a2',
    '11.a11',
    '11.b2',
    '11.b11',
    '11.m2',
    '11.m11',
    '11',
    '11.a',
    '11b',
    '11c',
    '11m',
  )
  ascending(mavenOrder, '31.1-android', '31.1-jre', '32.0.0-android', '32.0.0-jre')
  ascending(mavenOrder, '5.3.0.RC1', '5.3.0.RELEASE', '5.3.1.RELEASE', '5.3.18')
  ascending(mavenOrder, '1.0.0.X1', '1.0.0-X2')
  same(mavenOrder, '1', '1.0', '1.0.0', '1-0', '1.0-0', '1-ga', '1.0.ga', '1-final', '1.0.0.Final', '1.RELEASE', '01')
  same(mavenOrder, '1a1', '1-a1', '1-alpha-1', '1.0.0-alpha1', '1.ALPHA-1')
  same(mavenOrder, '1-b3', '1-beta-3')
  same(mavenOrder, '1-m3', '1-milestone-3')
  same(mavenOrder, '1-rc', '1-cr', '1.0-RC')
  same(mavenOrder, '1.0.0-foo.0.0', '1-foo')
  noVersions(mavenOrder, '1', '', 'LATEST', '$(revision)', '[1.0,2.0)', '1 0', '-1', 'RELEASE')
})
