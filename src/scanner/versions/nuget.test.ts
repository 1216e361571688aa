import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { nugetOrder } from './nuget.ts'

const number = fc.constantFrom('0', '1', '2', '10', '01')
const tail = fc.constantFrom('', '-0', '-1', '-alpha', '-Alpha.1', '-alpha.beta', '-rc.1', '+build', '-beta11+sha.1')
const versions = fc
  .tuple(fc.array(number, { minLength: 1, maxLength: 4 }), tail)
  .map(([numbers, rest]) => `${numbers.join('.')}${rest}`)

describe('SCN-021: NuGet versions', () => {
  obeysTheLawsOfOrder(nugetOrder, versions)
  ascending(nugetOrder, '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2')
  ascending(nugetOrder, '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.0.1', '1.0.0.2', '1.0.1')
  ascending(nugetOrder, '1.0.0-beta11', '1.0.0-beta2')
  ascending(nugetOrder, '4.7.0', '4.7.0.1', '4.7.1', '4.10.0', '12.0.3', '13.0.1')
  same(nugetOrder, '1', '1.0', '1.0.0', '1.0.0.0', '01.0', '1.0.0+meta', ' 1.0.0 ')
  same(nugetOrder, '1.0.0-RC1', '1.0.0-rc1')
  noVersions(nugetOrder, '1.0.0', '', 'a', '1.0.0.0.0', '1.', '1.0-', '1.0-a..b', '1.0.*', '[1.0,2.0)', '12345678901.0')
})
