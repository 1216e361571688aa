import type { ColumnType, Generated } from 'kysely'

type Json<T> = ColumnType<T, string, string>

export type CatalogTables = {
  category: { slug: string; name: string; position: number }
  product: { id: string; publisher_id: string; slug: string; created_at: Date; updated_at: Date }
  product_revision: {
    id: string
    product_id: string
    number: number
    state: string
    manifest: Json<unknown>
    created_at: Date
    updated_at: Date
  }
  media: {
    id: string
    product_id: string
    kind: string
    digest: string
    content_type: string
    width: number
    height: number
    size: bigint
    created_at: Date
  }
  listing: ListingTable
  listing_state_change: {
    id: string
    product_id: string
    from_state: string | null
    to_state: string
    reason: string | null
    at: Date
  }
  listing_plan: ListingPlanTable
  listing_plan_repository: { plan_id: string; repository: string }
  listing_version: {
    id: string
    product_id: string
    revision_id: string
    repository: string
    tag: string
    digest: string
    platforms: Json<unknown>
    size: bigint
    pushed_at: Date
    published_at: Date
    release_notes_html: string
    revoked_at: Date | null
  }
}

export type ListingTable = {
  product_id: string
  revision_id: string
  publisher_id: string
  publisher_slug: string
  publisher_name: string
  slug: string
  name: string
  type: string
  short_description: string
  icon_id: string | null
  media_ids: string[]
  categories: string[]
  tags: string[]
  badges: string[]
  price_kinds: string[]
  price_label: string
  from_minor: bigint | null
  from_currency: string | null
  has_trial: boolean
  architectures: string[]
  operating_systems: string[]
  version: string
  page: Json<unknown>
  state: string
  state_reason: string | null
  state_since: Date
  blocked_now: Generated<boolean>
  published_at: Date
  updated_at: Date
  pulls: Generated<bigint>
  search: string
  words: string
}

export type ListingPlanTable = {
  id: string
  product_id: string
  position: number
  name: string
  description: string
  is_default: boolean
  access: string
  prices: Json<unknown>
  trial_days: number
  terms: Json<unknown>
  terms_hash: string
  terms_version: number
  instructions_html: string
  byol_url: string | null
  retired_at: Date | null
}
