import type { ColumnType } from 'kysely'

export type AuditEntryTable = {
  id: string
  at: Date
  actor_kind: string
  actor_id: string | null
  actor_name: string
  action: string
  subject_kind: string
  subject_id: string
  subject_name: string | null
  reason: string | null
  details: ColumnType<Record<string, unknown>, string, never>
}

export type AuditTables = {
  audit_entry: AuditEntryTable
  /** A view over the entries and over the registry's pulls and grants. */
  audit_trail: AuditEntryTable
}
