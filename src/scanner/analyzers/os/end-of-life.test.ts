import { expect, test } from 'vitest'
import { endOfLifeOf } from './end-of-life.ts'

test.each([
  ['debian', '9', '2022-06-30'],
  ['debian', '12', '2028-06-30'],
  ['debian', '12.7', '2028-06-30'],
  ['ubuntu', '18.04', '2023-05-31'],
  ['alpine', '3.16.9', '2024-05-23'],
  ['centos', '7', '2024-06-30'],
  ['almalinux', '9.4', '2032-05-31'],
])('%s %s gets security updates until %s', (id, version, day) => {
  expect(endOfLifeOf({ id, version })).toBe(day)
})

test.each([
  ['debian', undefined],
  ['debian', '99'],
  ['nixos', '24.05'],
  ['constructor', '1'],
  ['debian', 'toString'],
])('of %s %s nothing is claimed', (id, version) => {
  expect(endOfLifeOf({ id, ...(version !== undefined && { version }) })).toBeUndefined()
})
