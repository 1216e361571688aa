import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { semverOrder } from './semver.ts'

const number = fc.integer({ min: 0, max: 12 })
const tail = fc.constantFrom(
  '',
  '-0',
  '-1',
  '-10',
  '-alpha',
  '-alpha.1',
  '-alpha.beta',
  '-rc.1',
  '+build',
  '-rc.1+build',
)
const versions = fc.tuple(number, number, number, tail).map(([a, b, c, rest]) => `${a}.${b}.${c}${rest}`)

describe('semantic versions', () => {
  obeysTheLawsOfOrder(semverOrder, versions)
  ascending(semverOrder, '1.0.0-0', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2')
  ascending(semverOrder, '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.9.0', '1.10.0', '2.0.0')
  ascending(semverOrder, '17.0.3-1', '17.0.3')
  same(semverOrder, '1.2.0', '1.2', 'v1.2.0', '1.2.0+build.7')
  same(semverOrder, '0', '0.0.0')
  same(semverOrder, '1.2-rc1', '1.2.0-rc1')
  noVersions(semverOrder, '1.0.0', '', 'latest', '1.x', '*', '1.2.3.4', '>=1.0.0', 'git+https://example.org/x.git')
})
