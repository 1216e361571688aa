import type { ColumnType } from 'kysely'
import type { Advisory } from '../../scanner/index.ts'
import type { Finding } from '../domain/finding.ts'
import type { ScannedImage, ScanTotals } from '../domain/scan.ts'

/** jsonb: written as text, read as the value. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

export type VulnerabilitiesTables = {
  advisory: {
    id: string
    hash: string
    record: Json<Advisory>
    withdrawn: boolean
    imported_at: Date
  }
  advisory_package: { ecosystem: string; name: string; advisory_id: string }
  advisory_name: { name: string; advisory_id: string }
  advisory_feed: { ecosystem: string; records: number; source: string; imported_at: Date }
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
