/** What the simulated provider does with a card. */
export type CardOutcome =
  | { readonly state: 'succeeded' }
  | { readonly state: 'requires_action' }
  | { readonly state: 'declined'; readonly reason: string }

/** Cards that the simulated provider knows, named on the payment page: pays, declined, short of money, 3-D Secure. */
const outcomes: ReadonlyMap<string, CardOutcome> = new Map<string, CardOutcome>([
  ['4242424242424242', { state: 'succeeded' }],
  ['4000000000000002', { state: 'declined', reason: 'The bank declined the card. Use another card.' }],
  ['4000000000009995', { state: 'declined', reason: 'The card has insufficient funds. Use another card.' }],
  ['4000002500003155', { state: 'requires_action' }],
])

/** Pure: what becomes of a charge to this card. Blanks and hyphens in the number are fine. */
export function outcomeOf(card: string): CardOutcome {
  const number = card.replaceAll(/[\s-]/g, '')
  return (
    outcomes.get(number) ?? {
      state: 'declined',
      reason: 'This store simulates payments and takes test cards only. Use a test card, such as 4242 4242 4242 4242.',
    }
  )
}
