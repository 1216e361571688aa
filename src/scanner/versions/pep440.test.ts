import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { pep440Order } from './pep440.ts'

const numbers = fc
  .array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('.'))
const tail = fc.constantFrom(
  '',
  'a1',
  'b2',
  'rc1',
  '.post1',
  '.dev1',
  'a1.dev2',
  'rc1.post1',
  '.post1.dev1',
  '+local.1',
  '+2',
)
const versions = fc.tuple(fc.constantFrom('', '1!'), numbers, tail).map((parts) => parts.join(''))

describe('Python versions', () => {
  obeysTheLawsOfOrder(pep440Order, versions)
  ascending(
    pep440Order,
    '1.0.dev1',
    '1.0a1.dev1',
    '1.0a1',
    '1.0b1',
    '1.0rc1',
    '1.0',
    '1.0+local',
    '1.0.post1',
    '1.0.1',
    '1.9',
    '1.10',
    '1!0.1',
  )
  same(pep440Order, '1.0', '1', '1.0.0', 'v1.0')
  same(pep440Order, '1.0rc1', '1.0-rc.1', '1.0c1', '1.0.preview1')
  noVersions(pep440Order, '1', '', 'latest', '1.0-', '1.0_x', '2004d.x', '1.0+', 'git+https://example.org')
})
