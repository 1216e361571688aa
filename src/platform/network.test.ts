import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
  ['', ''],
])('%s is counted as %s', (address, network) => expect(networkOf(address)).toBe(network))

test('all addresses of a /64 are counted as one, those of another are not, however they are written', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 }),
      (groups, others) => {
        const written = (all: readonly number[]) => all.map((group) => group.toString(16)).join(':')
        const network = groups.slice(0, 4)
        expect(networkOf(written([...network, ...others]))).toBe(networkOf(written(groups)))
        expect(networkOf(`${written(network)}::1`)).toBe(networkOf(written(groups)))
        const next = [(groups[0] ?? 0) ^ 0x8000, ...groups.slice(1)]
        expect(networkOf(written(next))).not.toBe(networkOf(written(groups)))
      },
    ),
  ))

test('whatever a trusted proxy hands on takes little room', () =>
  fc.assert(fc.property(fc.string({ maxLength: 5000 }), (text) => networkOf(text).length <= 64)))
