import type { ColumnType } from 'kysely'
import type { PublisherProfile } from '../domain/publisher.ts'

export type PublisherTables = {
  publisher: {
    id: string
    account_id: string
    slug: string
    state: string
    company_name: string
    website: string
    message: string
    applied_by: string
    applied_at: Date
    decided_at: Date | null
    decision_reason: string | null
    profile: ColumnType<PublisherProfile, string, string>
    story_html: string
    logo_digest: string | null
    logo_type: string | null
    byol_ungated: boolean
    byol_gated: boolean
  }
  publisher_member: { publisher_id: string; account_id: string; role: string; added_at: Date }
  agreement_acceptance: {
    publisher_id: string
    version: string
    hash: string
    accepted_by: string
    accepted_at: Date
  }
}
