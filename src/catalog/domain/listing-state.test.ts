import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isForSale,
  isFound,
  type ListingEvent,
  type ListingState,
  listingStates,
  nextListingState,
} from './listing-state.ts'

const events: ListingEvent[] = ['publish', 'hold', 'lift', 'revoke', 'withdraw']
const anyState = fc.constantFrom<ListingState | undefined>(undefined, ...listingStates)

describe('SM-3, row by row', () => {
  test.each<[ListingState | undefined, ListingEvent, ListingState]>([
    [undefined, 'publish', 'published'],
    ['published', 'publish', 'published'],
    ['published', 'hold', 'hold'],
    ['hold', 'lift', 'published'],
    ['hold', 'revoke', 'revoked'],
    ['published', 'revoke', 'revoked'],
    ['published', 'withdraw', 'withdrawn'],
    ['revoked', 'publish', 'published'],
    ['withdrawn', 'publish', 'published'],
  ])('%s, %s → %s', (from, event, to) => expect(nextListingState(from, event)).toBe(to))

  test.each<[ListingState | undefined, ListingEvent]>([
    [undefined, 'hold'],
    [undefined, 'withdraw'],
    ['published', 'lift'],
    ['hold', 'hold'],
    ['hold', 'withdraw'],
    ['revoked', 'lift'],
    ['revoked', 'hold'],
    ['revoked', 'revoke'],
    ['withdrawn', 'hold'],
    ['withdrawn', 'revoke'],
  ])('%s cannot %s', (from, event) => expect(nextListingState(from, event)).toBeUndefined())
})

test('a revision published during a hold does not lift the hold', () =>
  expect(nextListingState('hold', 'publish')).toBe('hold'))

test('whatever happens, what is revoked returns only by a fresh submission (STO-116)', () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events)), (happened) => {
      let state: ListingState | undefined
      for (const event of happened) {
        const next = nextListingState(state, event)
        if (state === 'revoked' && next !== undefined && next !== 'revoked') expect(event).toBe('publish')
        state = next ?? state
      }
    }),
  ))

test('nothing is for sale that cannot be found', () =>
  fc.assert(fc.property(anyState, (state) => !state || !isForSale(state) || isFound(state))))
