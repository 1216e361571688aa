import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ascending, noVersions, obeysTheLawsOfOrder, same } from '../testing/order-laws.ts'
import { debOrder } from './deb.ts'

const upstream = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.stringMatching(/^[0-3ab.+~]{0,6}$/))
  .map(([first, rest]) => `${first}${rest}`)
const revision = fc.option(fc.stringMatching(/^[0-3ab.+~]{1,4}$/), { nil: undefined })
const epoch = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined })
const versions = fc
  .tuple(epoch, upstream, revision)
  .map(([e, u, r]) => `${e === undefined ? '' : `${e}:`}${u}${r === undefined ? '' : `-${r}`}`)

describe('deb versions', () => {
  obeysTheLawsOfOrder(debOrder, versions)
  ascending(debOrder, '1.0~~', '1.0~~a', '1.0~', '1.0', '1.0a', '1.0b', '1.0+', '1.0.', '1.0.1', '1.1', '1.9', '1.10')
  ascending(debOrder, '1.0-1', '1.0-1.1', '1.0-2', '1.0-10', '1:0.1-1', '2:0')
  ascending(debOrder, '3.0.11-1~deb12u2', '3.0.11-1', '3.0.11-1+deb12u1', '3.0.19-1~deb12u1', '3.0.19-1~deb12u2')
  ascending(debOrder, '7.88.1-10+deb12u9', '7.88.1-10+deb12u14', '7.88.1-10+deb12u15')
  ascending(debOrder, '2.36-9+deb12u3', '2.36-9+deb12u10', '2.37')
  ascending(debOrder, '1.2-3~bpo11+1', '1.2-3', '1.2-3+b1')
  ascending(debOrder, '0.0~git20200101', '0.0', '0.1~rc1', '0.1')
  same(debOrder, '1.0', '0:1.0', '1.00', '1.0-0', '01.0')
  same(debOrder, '1.0-01', '1.0-1')
  noVersions(debOrder, '1', '', 'abc', '1.0_1', 'x:1', '1 0', '-1', '1.0-1_2', '1.0-', '1'.repeat(600))
})

const dpkgIsHere = spawnSync('dpkg', ['--version']).status === 0
const ourRelation = (a: string, b: string) => ['lt', 'eq', 'gt'][Math.sign(debOrder.compare(a, b) ?? Number.NaN) + 1]

// dpkg itself is the judge where there is one; the answers it gave once stand in the table either way.
describe('the answers of dpkg', () => {
  const corpus: readonly (readonly [string, 'lt' | 'eq' | 'gt', string])[] = [
    ['1.18.36', 'gt', '1.18.4'],
    ['9:1.18.36:5.4-20', 'gt', '9:1.18.36:5.4-3'],
    ['1.0-1~', 'lt', '1.0-1'],
    ['1.2.3-a', 'lt', '1.2.3-a1'],
    ['0-~a', 'lt', '0-~+'],
    ['2a', 'gt', '2'],
    ['2.a', 'lt', '2..'],
    ['1a~', 'lt', '1a'],
    ['00', 'eq', '0'],
  ]
  test.each(corpus)('%s %s %s', (a, relation, b) => {
    expect(ourRelation(a, b)).toBe(relation)
    if (dpkgIsHere) expect(spawnSync('dpkg', ['--compare-versions', a, relation, b]).status).toBe(0)
  })

  test('agree with ours on generated versions', () => {
    const pairs = fc.sample(fc.tuple(versions, versions), { seed: 12, numRuns: dpkgIsHere ? 150 : 0 })
    for (const [a, b] of pairs) {
      const relation = ourRelation(a, b) ?? 'none'
      expect(spawnSync('dpkg', ['--compare-versions', a, relation, b]).status, `${a} ${relation} ${b}`).toBe(0)
    }
    expect(ourRelation('1.0~rc1', '1.0')).toBe('lt')
  })
})
