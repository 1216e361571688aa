import { parseJson } from '../analyzers/json.ts'
import { normalizePythonName } from '../analyzers/python/python-analyzer.ts'
import type { Advisory, Affected, RangeEvent, SeverityVector, VersionRange } from './advisory.ts'
import { isRecord, list, records, text, texts } from './osv-fields.ts'

/** Either an advisory, or why the record is quarantined (ADV-4). */
export type ParsedOsv =
  | { readonly ok: true; readonly advisory: Advisory }
  | { readonly ok: false; readonly reason: string }

/** Bounds for records from strangers (ADV-8). */
export const osvLimits = {
  bytes: 8 * 1024 * 1024,
  depth: 200,
  affected: 20_000,
  versions: 100_000,
  events: 20_000,
  names: 10_000,
} as const

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
  const skipped = { count: 0 }
  const affected: Affected[] = []
  for (const entry of entries) {
    const read = readAffected(entry, skipped)
    if (read === 'too-large') return bad('a list of versions or events is too long')
    if (read) affected.push(read)
  }
  const summary = text(value.summary, 2000) ?? ''
  const word = severityWord(value.database_specific) ?? headingWord(id, summary)
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
      severity: vectors(value.severity),
      ...(word === undefined ? {} : { severityWord: word }),
      affected,
      kind: isInformational(id, entries) ? 'informational' : 'vulnerability',
      skippedRanges: skipped.count,
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

function readAffected(entry: Record<string, unknown>, skipped: { count: number }): Affected | 'too-large' | undefined {
  const named = isRecord(entry.package) ? entry.package : {}
  const ecosystem = text(named.ecosystem, 200)
  const name = text(named.name, 500)
  if (ecosystem === undefined || name === undefined) return undefined
  const listed = list(entry.versions)
  if (listed.length > osvLimits.versions) return 'too-large'
  const ranges: VersionRange[] = []
  let others = 0
  for (const range of records(entry.ranges)) {
    const read = readRange(range)
    if (read === 'too-large') return read
    if (read) ranges.push(read)
    else others++
    if (read === undefined && range.type !== 'GIT') skipped.count++
  }
  const purl = text(named.purl, 2000)
  const word = severityWord(entry.ecosystem_specific) ?? severityWord(entry.database_specific)
  const fixed = ranges.flatMap((range) =>
    range.events.flatMap(({ event, version }) => (event === 'fixed' ? version : [])),
  )
  return {
    ecosystem,
    name: canonicalName(ecosystem, name),
    ...(purl === undefined ? {} : { purl }),
    ranges,
    versions: texts(listed, osvLimits.versions),
    fixed: [...new Set(fixed)],
    severity: vectors(entry.severity),
    ...(word === undefined ? {} : { severityWord: word }),
    hasOtherRanges: others > 0,
  }
}

/** Names are compared as they are, so they are made alike once, here (MAT-10). */
function canonicalName(ecosystem: string, name: string): string {
  return ecosystem === 'PyPI' ? normalizePythonName(name) : name
}

function readRange(range: Record<string, unknown>): VersionRange | 'too-large' | undefined {
  if (range.type !== 'SEMVER' && range.type !== 'ECOSYSTEM') return undefined
  const raw = records(range.events)
  if (raw.length > osvLimits.events) return 'too-large'
  return { type: range.type, events: raw.flatMap(readEvents) }
}

const eventNames = ['introduced', 'fixed', 'last_affected', 'limit'] as const

function readEvents(raw: Record<string, unknown>): RangeEvent[] {
  return eventNames.flatMap((event) => {
    const version = text(raw[event], 500)
    return version === undefined ? [] : [{ event, version }]
  })
}

function vectors(value: unknown): SeverityVector[] {
  return records(value)
    .slice(0, 20)
    .flatMap((entry) => {
      const type = text(entry.type, 50)
      const vector = text(entry.score, 500)
      return type === undefined || vector === undefined ? [] : [{ type, vector }]
    })
}

/** `severity` of most databases, `urgency` of Debian. */
function severityWord(specific: unknown): string | undefined {
  if (!isRecord(specific)) return undefined
  const word = text(specific.severity, 50) ?? text(specific.urgency, 50)
  return word !== undefined && /^[A-Za-z ]+$/.test(word) ? word.toLowerCase() : undefined
}

/** Errata of the RPM world state their severity at the head of the summary: "Important: kernel security update". */
function headingWord(id: string, summary: string): string | undefined {
  if (!/^(ALSA|RHSA|RLSA|RXSA|ELSA)-/.test(id)) return undefined
  return /^(critical|important|moderate|low):/i.exec(summary)?.[1]?.toLowerCase()
}

/** RustSec marks remarks per entry; bug-fix and enhancement errata by their id (ADV-7). */
function isInformational(id: string, entries: readonly Record<string, unknown>[]): boolean {
  if (/^(ALBA|ALEA|RLBA|RLEA|RHBA|RHEA|ELBA|ELEA)-/.test(id)) return true
  return entries.some(
    (entry) => isRecord(entry.database_specific) && typeof entry.database_specific.informational === 'string',
  )
}
