import type { Context } from '../platform/context.ts'
import { type AuditRecord, entryOf } from './domain/audit-entry.ts'
import { auditEntries } from './store/audit-entries.ts'

// public: whoever makes a change records it; the caller has authorized the change itself.
/** Writes the trail's line for a change, in the transaction of the change: no audit, no change (ARC-27). */
export async function recordAudit(ctx: Context, record: AuditRecord): Promise<void> {
  await ctx.transaction((tx) => auditEntries(tx).insert(entryOf(ctx.newId(), ctx.clock.now(), ctx.actor, record)))
}
