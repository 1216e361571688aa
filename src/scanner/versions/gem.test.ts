import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { gemOrder } from './gem.ts'

const part = fc.constantFrom('.0', '.1', '.2', '.10', '.a', '.b2', '.rc1', '.pre', '-1', '-beta.2')
const versions = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.array(part, { maxLength: 4 }))
  .map(([first, rest]) => `${first}${rest.join('')}`)
  // A hyphen opens the last part.
  .filter((version) => version.split('-').length < 3)

describe('SCN-021: RubyGems versions', () => {
  obeysTheLawsOfOrder(gemOrder, versions)
  ascending(gemOrder, '0.9', '1.0.a.2', '1.0.b1', '1.0', '1.0.1')
  ascending(gemOrder, '1.0.a9', '1.0.a10', '1.0.alpha', '1.0.pre', '1.0.rc1', '1.0', '1.1.a', '1.1')
  ascending(gemOrder, '5.2.4.rc1', '5.2.4', '5.2.4.1', '5.2.4.3', '6.0.0.beta1', '6.0.0.rc1', '6.0.0')
  ascending(gemOrder, '1.8.2.pre.1', '1.8.2')
  ascending(gemOrder, '1.0-1', '1.0')
  ascending(gemOrder, '1.9.3', '1.9.10', '1.10.0')
  same(gemOrder, '1', '1.0', '1.0.0', '01.0', ' 1.0 ')
  same(gemOrder, '1.0.a', '1.a', '1.0.0.a.0')
  same(gemOrder, '1.0-1', '1.0.pre.1')
  noVersions(gemOrder, '1', '', 'a', '1..2', '1.', '.1', '1.0+1', '1_0', 'junk 1', '1.2\n3')
})
