import type { MoneyWire } from '../money.ts'

/** What is asked of the provider. `reference` makes the request idempotent: same reference, same payment. */
export interface PaymentRequest {
  readonly reference: string
  readonly amount: MoneyWire
  readonly description: string
  /** Opaque token of a card or a stored method; the simulated provider takes test card numbers. */
  readonly method: string
  /** Where the customer returns to after a 3-D Secure challenge. */
  readonly returnUrl: string
}

export type PaymentState =
  | { readonly state: 'succeeded'; readonly paymentId: string }
  | { readonly state: 'requires_action'; readonly paymentId: string; readonly actionUrl: string }
  | { readonly state: 'declined'; readonly paymentId: string; readonly reason: string }

/** Takes money. Every driver passes the contract suite (platform/payments/contract.ts). */
export interface PaymentProvider {
  readonly name: string
  charge(request: PaymentRequest): Promise<PaymentState>
  /** The state as the provider knows it now: asked after a challenge, a crash or a late webhook. */
  find(reference: string): Promise<PaymentState | undefined>
  /** Answers a challenge (simulated provider; real ones do it on their own pages). */
  answerChallenge?(paymentId: string, approve: boolean): Promise<PaymentState>
}
