import type { ColumnType } from 'kysely'

export type CustomerOrderTable = {
  id: string
  account_id: string
  ordered_by: string
  plan_id: string
  product_id: string
  publisher_id: string
  product_name: string
  product_path: string
  plan_name: string
  publisher_name: string
  period: string
  net_minor: bigint
  tax_minor: bigint
  total_minor: bigint
  currency: string
  tax_label: string
  tax_rate_basis_points: number
  fee_basis_points: number
  billing: ColumnType<unknown, string, never>
  idempotency_key: string
  state: string
  subscription_id: string | null
  created_at: Date
  paid_at: Date | null
}

export type PaymentAttemptTable = {
  reference: string
  order_id: string
  number: number
  state: string
  payment_id: string | null
  action_url: string | null
  reason: string | null
  asked_at: Date
  look_at: Date | null
}

export type CheckoutTables = {
  customer_order: CustomerOrderTable
  payment_attempt: PaymentAttemptTable
}
