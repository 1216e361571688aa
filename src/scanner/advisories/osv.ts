import { parseJson } from '../analyzers/json.ts'
import type { Advisory, Affected } from './advisory.ts'
import { erratumKind } from './errata.ts'
import { type AffectedContext, readAffected } from './osv-affected.ts'
import { isRecord, records, text, texts } from './osv-fields.ts'
import { osvLimits } from './osv-limits.ts'
import { headingWordOf, severityWordOf, vectorsOf } from './osv-severity.ts'

export { osvLimits } from './osv-limits.ts'

/** Either an advisory, or why the record is quarantined (ADV-4). */
export type ParsedOsv =
  | { readonly ok: true; readonly advisory: Advisory }
  | { readonly ok: false; readonly reason: string }

/**
 * Reads one OSV record, as JSON text or already parsed. What we do not know is left out; range types that we do not know
 * are skipped and counted (ADV-1). Never throws.
 */
export function parseOsv(input: unknown): ParsedOsv {
  if (typeof input !== 'string') return readRecord(input)
  if (input.length > osvLimits.bytes) return bad(`larger than ${osvLimits.bytes} bytes`)
  const json = parseJson(input, osvLimits.depth)
  return 'unreadable' in json ? bad(json.unreadable) : readRecord(json.value)
}

function readRecord(value: unknown): ParsedOsv {
  if (!isRecord(value)) return bad('not an object')
  const id = text(value.id, 200)
  if (id === undefined || !/^[\x21-\x7e]+$/.test(id)) return bad('no id')
  const entries = records(value.affected)
  if (value.affected !== undefined && !Array.isArray(value.affected)) return bad('affected is not a list')
  if (entries.length > osvLimits.affected) return bad(`more than ${osvLimits.affected} affected entries`)
  const summary = text(value.summary, 2000) ?? ''
  const context: AffectedContext = { summary, skippedRanges: 0 }
  const affected: Affected[] = []
  for (const entry of entries) {
    const read = readAffected(entry, context)
    if (read === 'too-large') return bad('a list of versions or events is too long')
    if (read) affected.push(read)
  }
  const word = severityWordOf(value.database_specific) ?? headingWordOf(id, summary)
  return {
    ok: true,
    advisory: {
      id,
      ...dates(value),
      aliases: texts(value.aliases, osvLimits.names),
      upstream: texts(value.upstream, osvLimits.names),
      related: texts(value.related, osvLimits.names),
      summary,
      details: text(value.details, 65_536) ?? '',
      references: records(value.references)
        .slice(0, 200)
        .flatMap((reference) => text(reference.url, 2000) ?? []),
      severity: vectorsOf(value.severity),
      ...(word === undefined ? {} : { severityWord: word }),
      affected,
      kind: isInformational(id, entries) ? 'informational' : 'vulnerability',
      ...(isUnreviewed(value.database_specific) ? { unreviewed: true } : {}),
      skippedRanges: context.skippedRanges,
    },
  }
}

function bad(reason: string): ParsedOsv {
  return { ok: false, reason }
}

function dates(value: Record<string, unknown>): Pick<Advisory, 'modified' | 'published' | 'withdrawn'> {
  const found: { modified?: string; published?: string; withdrawn?: string } = {}
  for (const key of ['modified', 'published', 'withdrawn'] as const) {
    const date = text(value[key], 64)
    if (date !== undefined && !Number.isNaN(Date.parse(date))) found[key] = date
  }
  return found
}

/** RustSec marks remarks per entry; bug-fix and enhancement errata by their id (ADV-7). */
function isInformational(id: string, entries: readonly Record<string, unknown>[]): boolean {
  if (erratumKind(id) === 'other') return true
  return entries.some(
    (entry) => isRecord(entry.database_specific) && typeof entry.database_specific.informational === 'string',
  )
}

/** Go marks records that were taken over from elsewhere and not looked at (MAT-8). */
function isUnreviewed(specific: unknown): boolean {
  return isRecord(specific) && specific.review_status === 'UNREVIEWED'
}
