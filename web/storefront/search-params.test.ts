import { expect, test } from 'vitest'
import { listingsQuery, searchParams } from './search-params.ts'

test('an address of the search page is understood', () => {
  const asked = { q: 'proxy', type: 'plugin', price: 'trial', certified: true, sort: 'newest', page: 3 }
  expect(searchParams(asked)).toEqual(asked)
})

test('what is unknown or malformed is dropped, so that a stale link still works', () => {
  expect(searchParams({ price: 'cheap', sort: 'random', page: 'x', certified: 'no', utm: 'mail', q: '' })).toEqual({})
})

test('a number typed into the search box stays a text', () => {
  expect(searchParams({ q: 7 })).toEqual({ q: '7' })
})

test('the first page needs no number, the API is always told one', () => {
  expect(searchParams({ page: 1 })).toEqual({})
  expect(listingsQuery({ q: 'proxy' })).toEqual({ q: 'proxy', sort: 'popular', page: 1, pageSize: 24 })
})
