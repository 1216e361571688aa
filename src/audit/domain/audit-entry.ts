import { type Actor, accountOf } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

/** The thing that was acted upon. `name` is what a person calls it. */
export interface AuditSubject {
  readonly kind: string
  readonly id: string
  readonly name?: string
}

/** What a use case says of its own change. Never put secrets in it. */
export interface AuditRecord {
  /** `module.what_happened`, such as `moderation.listing_held`. */
  readonly action: string
  readonly subject: AuditSubject
  readonly reason?: string
  readonly before?: unknown
  readonly after?: unknown
  readonly details?: Readonly<Record<string, unknown>>
}

/** One line of the trail. */
export interface AuditEntry {
  readonly id: Id<'audit_entry'>
  readonly at: Date
  readonly actor: { readonly kind: Actor['kind']; readonly id?: string; readonly name: string }
  readonly action: string
  readonly subject: AuditSubject
  readonly reason?: string
  readonly details: Readonly<Record<string, unknown>>
}

/** The line for a change that `actor` made at `at`. */
export function entryOf(id: Id<'audit_entry'>, at: Date, actor: Actor, record: AuditRecord): AuditEntry {
  const { before, after, details } = record
  const accountId = accountOf(actor)
  return {
    id,
    at,
    actor: { kind: actor.kind, name: nameOf(actor), ...(accountId && { id: accountId }) },
    action: record.action,
    subject: record.subject,
    ...(record.reason !== undefined && { reason: record.reason }),
    details: { ...details, ...(before !== undefined && { before }), ...(after !== undefined && { after }) },
  }
}

function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
    case 'token':
      return actor.name
    case 'job':
      return actor.queue
    case 'webhook':
      return actor.provider
    case 'system':
      return actor.reason
    case 'anonymous':
      return 'anonymous'
  }
}
