import { hasRole, isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { AuditEntry } from './domain/audit-entry.ts'
import { signInFirst, staffOnly } from './domain/errors.ts'
import { auditEntries } from './store/audit-entries.ts'

/** Which lines of the trail to show. Texts match whole values; `action` also matches as a prefix ("moderation."). */
export interface SearchAudit {
  readonly action?: string
  readonly actorName?: string
  readonly subjectKind?: string
  readonly subjectId?: string
  readonly from?: Date
  readonly to?: Date
  /** Continues after this entry (the `next` of the page before). */
  readonly cursor?: string
  /** 1 to 200, default 50. */
  readonly limit?: number
}

/** A page of the trail, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  readonly next?: string
}

/** Searches the trail (STO-234). Staff only. */
export async function searchAudit(ctx: Context, query: SearchAudit): Promise<AuditPage> {
  authorizeAuditReader(ctx)
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 200)
  const found = await ctx.transaction((tx) => auditEntries(tx).search(query, limit + 1))
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  return { entries, ...(found.length > limit && last && { next: last.id }) }
}

function authorizeAuditReader(ctx: Context): void {
  if (ctx.actor.kind === 'anonymous') throw signInFirst()
  if (isSystem(ctx.actor)) return
  if (!hasRole(ctx.actor, 'moderator', 'security', 'certifier', 'finance', 'support')) throw staffOnly()
}
