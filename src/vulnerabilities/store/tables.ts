import type { ColumnType, Generated } from 'kysely'
import type { Advisory, ExploitPrediction, KnownExploited, NvdScore } from '../../scanner/index.ts'
import type { Finding } from '../domain/finding.ts'
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
  }
  scan_component: { digest: string; component_id: string; ecosystem: string; name: string }
  scan_finding: {
    digest: string
    component_id: string
    advisory_id: string
    verdict: string
    class: string
    finding: Json<Finding>
  }
  layer_facts: { cache_key: string; blob: string; created_at: Date }
}
