import type { ColumnType, Generated } from 'kysely'

/** bigint columns arrive as JavaScript bigint; sizes fit a number and are converted at the door. */
type Big = ColumnType<bigint, bigint | number, bigint | number>
type Json = ColumnType<Record<string, unknown>, string, string>

export type RepositoryTable = { id: string; name: string; namespace: string; created_at: Date }
export type BlobTable = {
  digest: string
  size: Big
  created_at: Date
  verified_at: Date | null
  damaged_at: Date | null
}
export type RepositoryBlobTable = { repository_id: string; digest: string; linked_at: Date }
export type ManifestTable = {
  repository_id: string
  digest: string
  media_type: string
  kind: 'image' | 'index' | 'plugin' | 'other'
  artifact_type: string | null
  subject: string | null
  bytes: Buffer
  total_size: Big
  os: string | null
  architecture: string | null
  variant: string | null
  pushed_at: Date
  pushed_by: string | null
}
export type ManifestReferenceTable = {
  repository_id: string
  manifest: string
  position: number
  kind: 'config' | 'layer' | 'manifest' | 'mentioned'
  digest: string
  size: Big
  media_type: string
  os: string | null
  architecture: string | null
  variant: string | null
}
export type TagTable = {
  repository_id: string
  name: string
  digest: string
  pushed_at: Date
  pushed_by: string | null
}
export type TagHistoryTable = {
  id: string
  repository: string
  tag: string
  digest: string | null
  at: Date
  account_id: string | null
}
export type NamespaceQuotaTable = {
  namespace: string
  bytes: Big | null
  repositories: number | null
  set_by_name: string
  set_at: Date
}
export type UploadTable = {
  id: string
  repository_id: string
  account_id: string | null
  started_at: Date
  received: Generated<bigint>
  digest: string | null
  claimed_at: Date | null
}
export type BlobRemovalTable = { digest: string; size: Big; remover: string; started_at: Date }
export type LinkCandidateTable = { repository_id: string; digest: string; since: Date }
export type BlobCandidateTable = { digest: string; since: Date }
export type ContentHoldTable = {
  id: string
  digest: string | null
  repository: string | null
  reason: string
  placed_at: Date
  placed_by: string | null
  placed_by_name: string
  released_at: Date | null
  released_by: string | null
  released_by_name: string | null
}
export type CollectionRunTable = {
  id: string
  dry_run: boolean
  requested_by: string | null
  started_at: Date
  finished_at: Date | null
  outcome: 'complete' | 'stopped' | null
  stop_requested_at: Date | null
  worker: string | null
  beat_at: Date | null
  examined: Big
  links_removed: Big
  blobs_removed: Big
  bytes_freed: Big
  remaining: Big | null
}
export type SigningKeyTable = {
  kid: string
  public_jwk: Json
  private_jwk: Json
  created_at: Date
  retired_at: Date | null
}
export type RefreshTokenTable = {
  id: string
  hash: string
  account_id: string
  service: string
  client: string
  created_at: Date
  last_used_at: Date
  last_used_address: string | null
  revoked_at: Date | null
}
export type PullEventTable = {
  id: string
  at: Date
  repository: string
  tag: string | null
  digest: string
  method: string
  action: string
  times: number
  absorbed: number
  counted: boolean
  customer_class: string
  account_id: string | null
  account_name: string | null
  subscription_id: string | null
  plan_id: string | null
  product_id: string | null
  address: string | null
  client: string | null
}
export type TokenGrantTable = {
  id: string
  at: Date
  account_id: string | null
  account_name: string | null
  address: string | null
  client: string | null
  requested: string
  granted: string
}

export type RetentionPolicyTable = {
  namespace: string
  repository: string
  rules: ColumnType<unknown, string, string>
  updated_at: Date
  updated_by_name: string
}
export type RetentionRunTable = {
  repository: string
  at: Date
  tags_removed: number
  manifests_removed: number
}

export type RegistryTables = {
  retention_policy: RetentionPolicyTable
  retention_run: RetentionRunTable
  repository: RepositoryTable
  blob: BlobTable
  repository_blob: RepositoryBlobTable
  manifest: ManifestTable
  manifest_reference: ManifestReferenceTable
  tag: TagTable
  tag_history: TagHistoryTable
  upload: UploadTable
  blob_removal: BlobRemovalTable
  link_candidate: LinkCandidateTable
  blob_candidate: BlobCandidateTable
  content_hold: ContentHoldTable
  collection_run: CollectionRunTable
  namespace_quota: NamespaceQuotaTable
  signing_key: SigningKeyTable
  refresh_token: RefreshTokenTable
  pull_event: PullEventTable
  token_grant: TokenGrantTable
}
