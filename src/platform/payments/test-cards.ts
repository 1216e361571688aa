/** What the simulated provider does with a card. */
export type CardOutcome =
  | { readonly state: 'succeeded' }
  | { readonly state: 'requires_action' }
  | { readonly state: 'declined'; readonly reason: string }

/** Cards that the simulated provider knows, as they are shown on the payment page. */
export const testCards = [
  { number: '4242424242424242', effect: 'The payment succeeds.' },
  { number: '4000000000000002', effect: 'The card is declined.' },
  { number: '4000000000009995', effect: 'The card is declined: insufficient funds.' },
  { number: '4000002500003155', effect: 'The bank asks the customer to confirm (3-D Secure).' },
] as const

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
