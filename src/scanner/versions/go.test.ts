import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { goOrder, isPseudoVersion } from './go.ts'

const number = fc.integer({ min: 0, max: 12 })
const tail = fc.constantFrom(
  '',
  '-0',
  '-rc.1',
  '-rc.2',
  '-alpha',
  '-0.20240101000000-0123456789ab',
  '-0.20240102000000-ba9876543210',
  '-rc.1.0.20240101000000-0123456789ab',
  '+incompatible',
  '-rc.1+incompatible',
)
const modules = fc
  .tuple(fc.constantFrom('v', ''), number, number, number, tail)
  .map(([v, a, b, c, rest]) => `${v}${a}.${b}.${c}${rest}`)
const toolchains = fc
  .tuple(number, fc.constantFrom('', '.0', '.3', 'rc1', 'rc2', 'beta1', '.3-vendor', ' X:boringcrypto'))
  .map(([minor, rest]) => `go1.${minor}${rest}`)

describe('SCN-021: Go versions', () => {
  obeysTheLawsOfOrder(goOrder, fc.oneof(modules, toolchains))
  ascending(goOrder, 'v1.0.0-alpha', 'v1.0.0-alpha.1', 'v1.0.0-rc.2', 'v1.0.0-rc.11', 'v1.0.0', 'v1.0.1', 'v1.10.0')
  ascending(
    goOrder,
    'v0.0.0-20190101000000-aaaaaaaaaaaa',
    'v0.0.0-20240527191746-e0fe7cc39172',
    'v0.0.1',
    'v1.2.3',
    'v1.2.4-0.20240101000000-bbbbbbbbbbbb',
    'v1.2.4-rc.1',
    'v1.2.4-rc.1.0.20240101000000-bbbbbbbbbbbb',
    'v1.2.4',
  )
  ascending(goOrder, 'v2.0.0+incompatible', 'v2.0.1+incompatible', 'v3.2.1+incompatible', 'v10.0.0+incompatible')
  ascending(
    goOrder,
    '1.21.0-0',
    'go1.21beta1',
    'go1.21rc2',
    'go1.21.0',
    'go1.21.3',
    'go1.22rc1',
    'go1.22.0',
    'go1.22.10',
  )
  same(goOrder, 'v1.2.3', '1.2.3', 'v1.2.3+incompatible', 'v1.2.3+dirty')
  same(goOrder, 'go1.20', '1.20.0', 'v1.20', 'go1.20.0', 'go1.20.0-vendor.1', 'go1.20 X:boringcrypto')
  same(goOrder, 'go1.22rc1', '1.22.0-rc.1', '1.22rc1')
  noVersions(
    goOrder,
    '1.2.3',
    '',
    '(devel)',
    'devel go1.23-2c1e5b05fe',
    'v1.2.3.4',
    'v01.2.3',
    '1.2.3-01',
    'master',
    'v',
    'go',
  )

  test.each([
    ['v0.0.0-20240527191746-e0fe7cc39172', true],
    ['v2.0.0-20240527191746-e0fe7cc39172', true],
    ['0.0.0-20240527191746-e0fe7cc39172', true],
    ['v1.2.4-0.20240527191746-e0fe7cc39172', true],
    ['v1.2.4-rc.1.0.20240527191746-e0fe7cc39172', true],
    ['v2.0.1-0.20240527191746-e0fe7cc39172+incompatible', true],
    ['v1.2.4-0.20240527191746-e0fe7cc39172+dirty', true],
    ['v1.2.4', false],
    ['v1.2.4-20240527191746-e0fe7cc39172', false],
    ['v1.2.4-rc.1', false],
    ['v0.0.0-2024-e0fe7cc39172', false],
    ['(devel)', false],
  ])('%s names a commit: %s', (version, expected) => expect(isPseudoVersion(version)).toBe(expected))
})
