/** Rows of a person's explicit "I accept". */
export type TermsAcceptanceTable = {
  id: string
  account_id: string
  accepted_by: string
  plan_id: string
  terms_hash: string
  terms_version: string
  channel: string
  accepted_at: Date
}

export type SubscriptionTable = {
  id: string
  account_id: string
  plan_id: string
  product_id: string
  state: string
  trial: boolean
  trial_started_at: Date | null
  trial_reminded_at: Date | null
  started_at: Date
  period_start: Date
  period_end: Date | null
  cancel_at_period_end: boolean
  grace_days: number
  price_minor: bigint | null
  currency: string | null
  period: string | null
  managed_by: string | null
  ended_at: Date | null
  end_reason: string | null
  due_at: Date | null
  notify: boolean
  created_by: string
}

export type SubscriptionPeriodTable = {
  id: string
  subscription_id: string
  order_id: string
  starts_at: Date
  ends_at: Date
  price_minor: bigint
  currency: string
}

export type ByolOrderTable = {
  id: string
  token: string
  publisher_id: string
  plan_id: string
  product_id: string
  state: string
  customer_name: string | null
  customer_email: string | null
  starts_at: Date | null
  ends_at: Date | null
  created_at: Date
  created_by: string
  account_id: string | null
  subscription_id: string | null
  fulfilled_at: Date | null
}

export type LicensingTables = {
  terms_acceptance: TermsAcceptanceTable
  subscription: SubscriptionTable
  subscription_period: SubscriptionPeriodTable
  byol_order: ByolOrderTable
}
