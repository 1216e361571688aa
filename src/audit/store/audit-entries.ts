import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { AuditEntry } from '../domain/audit-entry.ts'
import type { SearchAudit } from '../search-audit.ts'
import type { AuditEntryTable, AuditTables } from './tables.ts'

/** The trail's rows. Ids are UUIDv7, so the order of ids is the order of events. */
export const auditEntries = (tx: Tx) => {
  const db = tx.withTables<AuditTables>()
  return {
    async insert(entry: AuditEntry): Promise<void> {
      await db
        .insertInto('audit_entry')
        .values({
          id: entry.id,
          at: entry.at,
          actor_kind: entry.actor.kind,
          actor_id: entry.actor.id ?? null,
          actor_name: entry.actor.name,
          action: entry.action,
          subject_kind: entry.subject.kind,
          subject_id: entry.subject.id,
          subject_name: entry.subject.name ?? null,
          reason: entry.reason ?? null,
          details: JSON.stringify(entry.details),
        })
        .execute()
    },

    /** Searches changes, pulls and token grants alike: the view joins what each module keeps. */
    async search(query: SearchAudit, limit: number): Promise<AuditEntry[]> {
      let select = db.selectFrom('audit_trail').selectAll().orderBy('id', 'desc').limit(limit)
      if (query.action?.endsWith('.')) select = select.where(sql<boolean>`starts_with(action, ${query.action})`)
      else if (query.action) select = select.where('action', '=', query.action)
      if (query.actorName) select = select.where('actor_name', '=', query.actorName)
      if (query.subjectKind) select = select.where('subject_kind', '=', query.subjectKind)
      if (query.subjectId) select = select.where('subject_id', '=', query.subjectId)
      if (query.from) select = select.where('at', '>=', query.from)
      if (query.to) select = select.where('at', '<', query.to)
      if (query.cursor) select = select.where('id', '<', query.cursor)
      return (await select.execute()).map(toEntry)
    },
  }
}

function toEntry(row: Selectable<AuditEntryTable>): AuditEntry {
  return {
    id: row.id as Id<'audit_entry'>,
    at: row.at,
    actor: {
      kind: row.actor_kind as AuditEntry['actor']['kind'],
      name: row.actor_name,
      ...(row.actor_id !== null && { id: row.actor_id }),
    },
    action: row.action,
    subject: {
      kind: row.subject_kind,
      id: row.subject_id,
      ...(row.subject_name !== null && { name: row.subject_name }),
    },
    ...(row.reason !== null && { reason: row.reason }),
    details: row.details,
  }
}
