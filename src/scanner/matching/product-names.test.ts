import { expect, test } from 'vitest'
import { recognisers } from '../analyzers/raw/products/all-products.ts'
import { bitnamiNameOf, mainNameOf } from './product-names.ts'

test.each([
  ['node', 'node'],
  ['httpd', 'apache'],
  ['go', 'golang'],
  ['openjdk', 'java'],
  ['zulu', 'java'],
  ['bash', undefined],
  ['constructor', undefined],
])('advisories about %s are published under %s (MAT-9)', (product, name) => expect(bitnamiNameOf(product)).toBe(name))

test('twins have one name, so that there is one finding', () => {
  expect(['java', 'java-min', 'jre'].map(mainNameOf)).toEqual(['java', 'java', 'java'])
  expect(['node', 'node-min', 'libpython', 'nginx', 'toString'].map(mainNameOf)).toEqual([
    'node',
    'node',
    'python',
    'nginx',
    'toString',
  ])
})

test('every name in the table belongs to a product that is recognised', () => {
  const products = new Set(recognisers.map(({ product }) => product))
  for (const product of ['node', 'arangodb', 'vault', 'zulu', 'wp-cli', 'jdk-tools']) {
    expect([product, products.has(product), bitnamiNameOf(product) !== undefined]).toEqual([product, true, true])
  }
})
