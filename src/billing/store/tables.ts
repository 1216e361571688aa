import type { ColumnType } from 'kysely'

export type LedgerEntryTable = {
  id: string
  at: Date
  kind: string
  source: string
  external_id: string
  reference: string
  description: string
}

export type LedgerPostingTable = {
  entry_id: string
  position: number
  account: string
  amount_minor: bigint
  currency: string
}

export type ReceiptTable = {
  id: string
  issuer: string
  number: bigint
  order_id: string
  entry_id: string
  account_id: string
  issued_at: Date
  net_minor: bigint
  tax_minor: bigint
  total_minor: bigint
  currency: string
  tax_label: string
  description: string
  product_name: string
  publisher_name: string
  billed_to: ColumnType<unknown, string, never>
}

export type BillingTables = {
  ledger_entry: LedgerEntryTable
  ledger_posting: LedgerPostingTable
  receipt_series: { issuer: string; last_number: bigint }
  receipt: ReceiptTable
}
