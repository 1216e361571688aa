import type { Generated } from 'kysely'

export type WebhookTable = {
  id: string
  publisher_id: string
  address: string
  events: string[]
  repository: string | null
  secret: string
  old_secret: string | null
  old_secret_until: Date | null
  state: 'active' | 'paused'
  pause_reason: string | null
  failing_since: Date | null
  last_success_at: Date | null
  created_at: Date
  updated_at: Date
}

export type WebhookDeliveryTable = {
  id: string
  webhook_id: string
  event: string
  dedupe_key: string
  body: string
  batches: Generated<string[]>
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  tries: number
  created_at: Date
  next_attempt_at: Date | null
  last_attempt_at: Date | null
  duration_ms: number | null
  response_status: number | null
  response_body: string | null
  problem: string | null
}

export type WebhooksTables = { webhook: WebhookTable; webhook_delivery: WebhookDeliveryTable }
