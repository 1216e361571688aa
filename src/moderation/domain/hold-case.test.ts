import { expect, test } from 'vitest'
import { reasonOfBreach } from './hold-case.ts'

test.each([
  [['CVE-1'], 'CVE-1 is past its deadline'],
  [['CVE-1', 'CVE-2'], 'CVE-1 and CVE-2 are past their deadline'],
  [['CVE-1', 'CVE-2', 'CVE-3'], 'CVE-1, CVE-2 and CVE-3 are past their deadline'],
  [['1', '2', '3', '4', '5', '6'], '1, 2, 3, 4, 5 and 1 other are past their deadline'],
  [['1', '2', '3', '4', '5', '6', '7'], '1, 2, 3, 4, 5 and 2 others are past their deadline'],
])('the reason of a hold after %j', (names, reason) => {
  expect(reasonOfBreach(names)).toBe(reason)
})
