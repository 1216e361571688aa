/** Where a listing stands (SM-3). */
export type ListingState = 'published' | 'hold' | 'revoked' | 'withdrawn'

export const listingStates: readonly ListingState[] = ['published', 'hold', 'revoked', 'withdrawn']

/** What may happen to a listing. `publish` is a submission that was published: the first, a revision, or a fresh start. */
export type ListingEvent = 'publish' | 'hold' | 'lift' | 'revoke' | 'withdraw'

const transitions: Readonly<Record<ListingEvent, Partial<Record<ListingState | 'none', ListingState>>>> = {
  // A revision published while the listing is on hold does not lift the hold: that is the reviewer's to do (STO-111).
  publish: { none: 'published', published: 'published', hold: 'hold', revoked: 'published', withdrawn: 'published' },
  hold: { published: 'hold' },
  lift: { hold: 'published' },
  revoke: { published: 'revoked', hold: 'revoked' },
  withdraw: { published: 'withdrawn' },
}

/** The state after the event, or undefined when the event is not possible in this state. */
export function nextListingState(state: ListingState | undefined, event: ListingEvent): ListingState | undefined {
  return transitions[event][state ?? 'none']
}

/** True while the listing is found by search (STO-119). */
export function isFound(state: ListingState): boolean {
  return state === 'published' || state === 'hold'
}

/** True while new subscriptions, trials and purchases are possible (STO-120). */
export function isForSale(state: ListingState): boolean {
  return state === 'published'
}
