import { expect, test } from 'vitest'
import type { ListingState } from './listing-state.ts'
import { isEditable, isOpen, type ProductStatus, productStatus, type RevisionState } from './product-status.ts'

test.each<[RevisionState, ListingState | undefined, ProductStatus]>([
  ['draft', undefined, 'draft'],
  ['pending', undefined, 'pending'],
  ['rejected', undefined, 'rejected'],
  ['withdrawn', undefined, 'withdrawn'],
  ['published', 'published', 'published'],
  ['draft', 'published', 'published'],
  ['pending', 'published', 'pending'],
  ['approved', 'hold', 'approved'],
  ['rejected', 'published', 'published'],
  ['draft', 'hold', 'hold'],
  ['published', 'revoked', 'revoked'],
  ['published', 'withdrawn', 'withdrawn'],
])('revision %s with listing %s shows as %s (STO-038)', (latest, listing, status) =>
  expect(productStatus(latest, listing)).toBe(status),
)

test('only a draft and what was sent back can be edited', () => {
  const states: RevisionState[] = ['draft', 'pending', 'changes_requested', 'approved', 'published', 'rejected']
  expect(states.filter(isEditable)).toEqual(['draft', 'changes_requested'])
  expect(states.filter(isOpen)).toEqual(['draft', 'pending', 'changes_requested', 'approved'])
})
