export type { AuditEntry, AuditRecord, AuditSubject } from './domain/audit-entry.ts'
export { recordAudit } from './record-audit.ts'
export { type AuditPage, type SearchAudit, searchAudit } from './search-audit.ts'
