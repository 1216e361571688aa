import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { rpmOrder } from './rpm.ts'

const versions = fc
  .tuple(
    fc.constantFrom('', '0:', '1:', '10:'),
    fc.stringMatching(/^[0-3ab][0-3ab.~^_]{0,6}$/),
    fc.constantFrom('', '-1', '-1.el9', '-10.el8_5'),
  )
  .map((parts) => parts.join(''))

describe('rpm versions', () => {
  obeysTheLawsOfOrder(rpmOrder, versions)
  ascending(rpmOrder, '1.0~rc1', '1.0~rc2', '1.0', '1.0^', '1.0^20240101', '1.0a', '1.0.1', '1.1', '1.10', '2.0')
  ascending(rpmOrder, '1.0-1.el9', '1.0-1.el9_2', '1.0-2.el9', '1.0-10.el9', '1:0.1-1')
  ascending(rpmOrder, '5.14.0-70.13.1.el9_0', '5.14.0-70.22.1.el9_0', '5.14.0-162.6.1.el9_1')
  ascending(rpmOrder, '1.0^a~1', '1.0^a')
  ascending(rpmOrder, '1.a', '1.1')
  same(rpmOrder, '1.0', '1_0', '0:1.0', '(none):1.0', '1..0', '01.0')
  noVersions(rpmOrder, '1', '', '-', '1-2-3', 'a b', '::1', '~')
})
