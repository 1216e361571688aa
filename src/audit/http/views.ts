import { type Static, Type } from 'typebox'
import type { AuditEntry } from '../domain/audit-entry.ts'

export const AuditEntryView = Type.Object({
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  actor: Type.Object({ kind: Type.String(), name: Type.String() }),
  action: Type.String(),
  subject: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
  reason: Type.Optional(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditEntryView = Static<typeof AuditEntryView>

export const AuditPageView = Type.Object({
  items: Type.Array(AuditEntryView),
  next: Type.Optional(Type.String()),
})
export type AuditPageView = Static<typeof AuditPageView>

/** The public shape of a line: account ids stay inside. */
export function auditEntryView(entry: AuditEntry): AuditEntryView {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    actor: { kind: entry.actor.kind, name: entry.actor.name },
    action: entry.action,
    subject: entry.subject,
    ...(entry.reason !== undefined && { reason: entry.reason }),
    details: entry.details,
  }
}
