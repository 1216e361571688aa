import fc from 'fast-check'
import { describe } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { composerOrder } from './composer.ts'

const number = fc.constantFrom('0', '1', '2', '10')
const tail = fc.constantFrom(
  '',
  '-dev',
  '-alpha',
  '-a1',
  '-beta1',
  '-beta.2',
  'b3',
  '-RC1',
  '-RC2-dev',
  '-p1',
  '-patch2',
  '+1',
)
const versions = fc
  .tuple(fc.constantFrom('', 'v'), fc.array(number, { minLength: 1, maxLength: 4 }), tail)
  .map(([v, numbers, rest]) => `${v}${numbers.join('.')}${rest}`)

describe('SCN-021: Composer versions', () => {
  obeysTheLawsOfOrder(
    composerOrder,
    fc.oneof(versions, fc.constantFrom('1.x-dev', '1.2.x-dev', '20100102', '2010-01-02')),
  )
  ascending(
    composerOrder,
    '1.0.0-dev',
    '1.0.0-alpha1',
    '1.0.0-alpha2',
    '1.0.0-beta1',
    '1.0.0-beta2',
    '1.0.0-beta10',
    '1.0.0-RC1-dev',
    '1.0.0-RC1',
    '1.0.0-RC2',
    '1.0.0',
    '1.0.0-patch1',
    '1.0.0-p2',
    '1.0.0.1',
    '1.0.1',
    '1.0.x-dev',
    '1.1.0',
    '1.x-dev',
    '2.0.0-dev',
  )
  ascending(composerOrder, '5.4.0-BETA1', '5.4.0', '5.4.46', '6.0.0', '10.0.0')
  ascending(composerOrder, '2010.01.02', '2010.1.555')
  ascending(composerOrder, '20100102', '20100103')
  same(composerOrder, '1', '1.0', 'v1.0.0', '1.0.0.0', '1.0.0-stable', '1.0+foo', '1.0.0@beta')
  same(composerOrder, '1.0.0-b2', '1.0.0beta2', '1.0.0.beta2', '1.0.0-BETA2', '1.0.0_b2')
  same(composerOrder, '1.0.0-pl1', '1.0.0-p1', '1.0.0-patch1')
  noVersions(
    composerOrder,
    '1.0',
    '',
    'dev-main',
    'dev-feature/x',
    'master',
    '1.0.0.0.0',
    '1.0.0-foo',
    'feature-dev',
    '^1.0',
  )
})
