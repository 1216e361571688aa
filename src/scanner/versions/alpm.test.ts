import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { alpmOrder } from './alpm.ts'

// Packages always have a release; without one it would be equal to all of them, which is no order.
const versions = fc
  .tuple(
    fc.constantFrom('', '0:', '1:', '2:'),
    fc.stringMatching(/^[0-3ab]([0-3ab._]{0,5}[0-3ab])?$/),
    fc.constantFrom('-1', '-2', '-10', '-1.1'),
  )
  .map((parts) => parts.join(''))
  .filter((version) => /[0-9]/.test(version.replace(/^[0-9]:|-[0-9.]+$/g, '')))

describe('SCN-021: pacman versions', () => {
  obeysTheLawsOfOrder(alpmOrder, versions)
  ascending(alpmOrder, '1.0a', '1.0b', '1.0beta', '1.0p', '1.0pre', '1.0rc', '1.0', '1.0.a', '1.0.1')
  ascending(alpmOrder, '1', '1.0', '1.1', '1.1.1', '1.2', '2.0', '3.0.0')
  ascending(alpmOrder, '1.5.1-1', '1.5.1-2', '1.5.1-10', '1.5.2-1', '1:1.0-1', '2:0.1-1')
  ascending(alpmOrder, '3.3.1-1', '3.3.1-1.1', '3.3.2-1')
  ascending(alpmOrder, '1.1', '1..1')
  same(alpmOrder, '1.5.1', '1.5.1-1', '0:1.5.1')
  same(alpmOrder, '001', '1')
  same(alpmOrder, '1.0_1', '1.0.1')
  noVersions(alpmOrder, '1', '', '-1', 'a b', '1-2-3', 'x:1', '1.', 'abc')
})
