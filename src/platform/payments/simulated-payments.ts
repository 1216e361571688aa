import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import { isId, uuidv7 } from '../ids.ts'
import type { MoneyWire } from '../money.ts'
import { amountNotPositive, paymentNotFound, referenceReused } from './errors.ts'
import type { PaymentProvider, PaymentRequest, PaymentState } from './payment-provider.ts'
import { outcomeOf } from './test-cards.ts'

/** What the challenge page shows. */
export interface SimulatedPayment {
  readonly paymentId: string
  readonly reference: string
  readonly amount: MoneyWire
  readonly description: string
  /** Where the customer goes after the challenge. */
  readonly returnUrl: string
  readonly state: PaymentState['state']
}

/** The simulated provider, with what its own challenge page needs. */
export interface SimulatedPayments extends PaymentProvider {
  answerChallenge(paymentId: string, approve: boolean): Promise<PaymentState>
  /** The payment behind a challenge page, or undefined. */
  payment(paymentId: string): Promise<SimulatedPayment | undefined>
}

/** What the simulated provider is built on. */
export interface OpenSimulatedPayments {
  readonly database: Pick<Database, 'execute'>
  readonly clock: Clock
  /** Address of the store, whose /pay/challenge/ page plays the bank. */
  readonly publicUrl: string
}

interface PaymentRow {
  readonly id: string
  readonly reference: string
  readonly state: PaymentState['state']
  readonly reason: string | null
  readonly amount_minor: bigint
  readonly currency: string
  readonly description: string
  readonly return_url: string
}

const columns = 'id, reference, state, reason, amount_minor, currency, description, return_url'

/**
 * A payment provider that moves no money. Test cards decide what happens (see test-cards.ts); its books are in a table
 * of its own, so that a payment survives a crash of the store as one at a real provider would.
 */
export function openSimulatedPayments(options: OpenSimulatedPayments): SimulatedPayments {
  const { database, clock, publicUrl } = options
  const one = async (text: string, values: readonly unknown[]): Promise<PaymentRow | undefined> => {
    assertOutsideTransaction('The payment provider')
    const { rows } = await database.execute(text, values)
    return rows[0] as PaymentRow | undefined
  }
  const byReference = (reference: string) =>
    one(`SELECT ${columns} FROM simulated_payment WHERE reference = $1`, [reference])
  const byId = (id: string) =>
    isId(id) ? one(`SELECT ${columns} FROM simulated_payment WHERE id = $1`, [id]) : Promise.resolve(undefined)
  const toState = (row: PaymentRow) => stateOf(row, publicUrl)

  return {
    name: 'simulated',
    async charge(request) {
      if (BigInt(request.amount.amount) <= 0n) throw amountNotPositive()
      const row = (await one(insert, newRow(request, clock.now()))) ?? (await byReference(request.reference))
      if (!row) throw new Error('The payment was neither stored nor found.')
      if (!sameAmount(row, request.amount)) throw referenceReused({ reference: request.reference })
      return toState(row)
    },
    async find(reference) {
      const row = await byReference(reference)
      return row && toState(row)
    },
    async answerChallenge(paymentId, approve) {
      if (!isId(paymentId)) throw paymentNotFound()
      const state = approve ? 'succeeded' : 'declined'
      const reason = approve ? null : 'The payment was not confirmed with the bank. Try again, or use another card.'
      const row = (await one(answer, [paymentId, state, reason, clock.now()])) ?? (await byId(paymentId))
      if (!row) throw paymentNotFound()
      return toState(row)
    },
    async payment(paymentId) {
      const row = await byId(paymentId)
      return row && toPayment(row)
    },
  }
}

/** Stores nothing when the reference is known: the first request decided. */
const insert = `INSERT INTO simulated_payment (${columns}, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (reference) DO NOTHING RETURNING ${columns}`

/** Changes nothing when the challenge was answered before. */
const answer = `UPDATE simulated_payment SET state = $2, reason = $3, updated_at = $4
  WHERE id = $1 AND state = 'requires_action' RETURNING ${columns}`

function newRow(request: PaymentRequest, now: Date): readonly unknown[] {
  const outcome = outcomeOf(request.method)
  const reason = outcome.state === 'declined' ? outcome.reason : null
  const { amount, currency } = request.amount
  return [
    uuidv7(now),
    request.reference,
    outcome.state,
    reason,
    amount,
    currency,
    request.description,
    request.returnUrl,
    now,
  ]
}

const sameAmount = (row: PaymentRow, amount: MoneyWire): boolean =>
  row.amount_minor === BigInt(amount.amount) && row.currency === amount.currency

function stateOf(row: PaymentRow, publicUrl: string): PaymentState {
  const { id: paymentId, state } = row
  if (state === 'requires_action') return { state, paymentId, actionUrl: `${publicUrl}/pay/challenge/${paymentId}` }
  return state === 'succeeded' ? { state, paymentId } : { state, paymentId, reason: row.reason ?? '' }
}

function toPayment(row: PaymentRow): SimulatedPayment {
  return {
    paymentId: row.id,
    reference: row.reference,
    amount: { amount: row.amount_minor.toString(), currency: row.currency },
    description: row.description,
    returnUrl: row.return_url,
    state: row.state,
  }
}
