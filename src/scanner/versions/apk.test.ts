import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { apkOrder } from './apk.ts'

const part = fc.constantFrom('0', '1', '2', '10', '00', '01', '09', '010')
const suffix = fc.constantFrom(
  '',
  '_alpha',
  '_beta1',
  '_pre2',
  '_rc',
  '_rc0',
  '_rc3',
  '_p',
  '_p0',
  '_p1',
  '_git20200101',
  '_rc1_p1',
)
const versions = fc
  .tuple(
    fc.array(part, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', 'a', 'b'),
    suffix,
    fc.constantFrom('', '~0ab1'),
    fc.constantFrom('', '-r0', '-r1', '-r10'),
  )
  .map(([numbers, ...rest]) => [numbers.join('.'), ...rest].join(''))

describe('apk versions', () => {
  obeysTheLawsOfOrder(apkOrder, versions)
  ascending(
    apkOrder,
    '1.0_alpha',
    '1.0_alpha2',
    '1.0_beta',
    '1.0_pre1',
    '1.0_rc1',
    '1.0',
    '1.0-r0',
    '1.0-r1',
    '1.0_p1',
    '1.0a',
    '1.0.1',
    '1.1',
  )
  ascending(apkOrder, '1.2.9', '1.2.10', '1.2.10-r1', '1.2.10-r2', '1.2.10-r10')
  ascending(apkOrder, '1.0_cvs1', '1.0_svn1', '1.0_git1', '1.0_hg1', '1.0_p1')
  ascending(apkOrder, '1.05', '1.1', '1.5')
  ascending(apkOrder, '3.0.7-r0', '3.1.0_alpha1-r0', '3.1.0-r0', '3.1.0-r1')
  ascending(apkOrder, '0.9.8', '1.1.24_pre1-r0', '1.1.24-r10', '1.2.3_git20230424-r4', '1.2.4-r0')
  same(apkOrder, '1.2.3-r4', '1.2.3-r04')
  same(apkOrder, '01.2', '1.2')
  noVersions(apkOrder, '1', '', 'a', '1.', '.1', '1_foo', '1-r', '1.2-1', '1 ', '1.0_rc1a')
})
