import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Advisory, ExploitPrediction, KnownExploited, MatchedComponent, NvdScore } from '../../scanner/index.ts'
import type { Finding } from '../domain/finding.ts'
import type { AffectedTag } from '../domain/product-finding.ts'
import type { ScannedImage, ScanTotals } from '../domain/scan.ts'

/** jsonb: written as text, read as the value. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

/** What is known of a CVE beside advisories; which of them it is says `kind`. */
type CveFact = KnownExploited | ExploitPrediction | NvdScore

export type VulnerabilitiesTables = {
  /** A view of what is in use; an id that several feeds have is there for each, the largest `since` counts. */
  advisory: {
    id: string
    feed: string
    since: bigint
    hash: string
    record: Json<Advisory>
    withdrawn: boolean
    imported_at: Date
  }
  /** A view of what is in use. */
  cve_fact: { cve: string; kind: string; feed: string; since: bigint; record: Json<CveFact> }
  advisory_package: { ecosystem: string; name: string; advisory_id: string }
  advisory_name: { name: string; advisory_id: string }
  advisory_source: {
    feed: string
    shown: ColumnType<bigint, bigint | number | undefined, bigint | number>
    format: string
    source: string
    records: Generated<number>
    ecosystems: ColumnType<Record<string, number>, string | undefined, string>
    fingerprint: string | null
    imported_at: Date | null
    checked_at: Date | null
    etag: string | null
    last_modified: string | null
    failed_at: Date | null
    failure: string | null
  }
  advisory_import: {
    id: ColumnType<bigint, never, never>
    feed: string
    source: string
    whole: boolean
    state: string
    started_at: Date
    touched_at: Date
    finished_at: Date | null
    read: Generated<number>
    expected: number | null
    added: Generated<number>
    changed: Generated<number>
    unchanged: Generated<number>
    removed: Generated<number>
    rejected: Generated<number>
    reason: string | null
  }
  advisory_change: {
    import_id: ColumnType<bigint, bigint | number, never>
    id: string
    change: string
    dropped: Json<readonly (readonly [ecosystem: string, name: string])[]>
  }
  advisory_quarantine: { import_id: ColumnType<bigint, bigint | number, never>; name: string; reason: string }
  scan: {
    digest: string
    repository: string
    state: string
    why: string
    queued_at: Date
    finished_at: Date | null
    matched_at: Date | null
    failure: string | null
    image: NullableJson<ScannedImage>
    totals: NullableJson<ScanTotals>
    number: GeneratedAlways<number>
    indexed_at: Date | null
  }
  layer_facts: { cache_key: string; blob: string; created_at: Date }
  component_version: { number: GeneratedAlways<number>; id: string; component: Json<MatchedComponent> }
  component_package: { ecosystem: string; name: string; component: number }
  component_match: {
    component: number
    advisory_id: string
    verdict: string
    class: string
    remark: boolean
    hash: string
    finding: Json<Finding>
  }
  image_component: { component: number; image: number; declared: boolean }
  watched_product: { product_id: string; publisher_id: string; last_notice_at: Date | null }
  published_image: { product_id: string; repository: string; tag: string; digest: string; published_at: Date }
  finding: FindingTable
  finding_change: {
    id: string
    seq: GeneratedAlways<bigint>
    finding_id: string
    at: Date
    event: string
    state: string
    class: string
    deadline: Date | null
    actor_name: string | null
    note: string | null
  }
  finding_notice: { id: string; product_id: string; urgent: boolean; created_at: Date; sent_at: Date | null }
  finding_subscription: { product_id: string; account_id: string; classes: string[]; changed_at: Date }
  finding_notice_item: { notice_id: string; finding_id: string; state: string; class: string }
}

export type FindingTable = {
  id: string
  product_id: string
  vulnerability: string
  names: string[]
  state: string
  class: string
  override_class: string | null
  summary: string
  known_exploited: boolean
  fixed_versions: string[]
  components: number[]
  tags: Json<AffectedTag[]>
  owed: string
  owed_since: Date | null
  first_notified_at: Date | null
  counted_from: Date | null
  deadline: Date | null
  time_left: bigint | null
  reminded: string | null
  look_at: Date | null
  first_seen_at: Date
  changed_at: Date
}
