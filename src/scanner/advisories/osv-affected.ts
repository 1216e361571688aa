import type { Affected, AffectedImport, RangeEvent, VersionRange } from './advisory.ts'
import { isModular, streamInPurl, streamsInSummary } from './module-streams.ts'
import { isRecord, list, records, text, texts } from './osv-fields.ts'
import { osvLimits } from './osv-limits.ts'
import { severityWordOf, vectorsOf } from './osv-severity.ts'
import { canonicalPackageName } from './package-names.ts'

/** What a whole record knows of one of its entries, and what is counted over all of them. */
export interface AffectedContext {
  readonly summary: string
  /** Ranges of unknown type (ADV-1). */
  skippedRanges: number
}

/** Reads one entry of `affected`. Undefined when it names no package; a word when it breaks the bounds (ADV-8). */
export function readAffected(
  entry: Record<string, unknown>,
  context: AffectedContext,
): Affected | 'too-large' | undefined {
  const named = isRecord(entry.package) ? entry.package : {}
  const ecosystem = text(named.ecosystem, 200)
  const name = text(named.name, 500)
  if (ecosystem === undefined || name === undefined) return undefined
  const listed = list(entry.versions)
  const plain = readRanges(entry.ranges)
  const specific = isRecord(entry.ecosystem_specific) ? entry.ecosystem_specific : {}
  const custom = readRanges(specific.custom_ranges)
  if (listed.length > osvLimits.versions || plain === 'too-large' || custom === 'too-large') return 'too-large'
  context.skippedRanges += plain.unknown + custom.unknown
  const purl = text(named.purl, 2000)
  const word = severityWordOf(entry.ecosystem_specific) ?? severityWordOf(entry.database_specific)
  const imports = readImports(specific.imports)
  const streams = moduleStreams(plain.ranges, purl, context.summary)
  return {
    ecosystem,
    name: canonicalPackageName(ecosystem, name),
    ...(purl === undefined ? {} : { purl }),
    ranges: plain.ranges,
    ...(custom.ranges.length === 0 ? {} : { customRanges: custom.ranges }),
    versions: texts(listed, osvLimits.versions),
    fixed: fixedIn([...plain.ranges, ...custom.ranges]),
    severity: vectorsOf(entry.severity),
    ...(word === undefined ? {} : { severityWord: word }),
    hasOtherRanges: plain.others > 0,
    ...(imports.length === 0 ? {} : { imports }),
    ...(streams === undefined ? {} : { moduleStreams: streams }),
  }
}

interface ReadRanges {
  readonly ranges: readonly VersionRange[]
  /** Those that cannot be judged by version, the unknown ones among them. */
  readonly others: number
  readonly unknown: number
}

function readRanges(value: unknown): ReadRanges | 'too-large' {
  const raw = records(value)
  const ranges: VersionRange[] = []
  for (const range of raw) {
    const read = readRange(range)
    if (read === 'too-large') return read
    if (read) ranges.push(read)
  }
  const others = raw.length - ranges.length
  return { ranges, others, unknown: others - raw.filter(({ type }) => type === 'GIT').length }
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

function fixedIn(ranges: readonly VersionRange[]): string[] {
  const fixed = ranges.flatMap(({ events }) =>
    events.flatMap(({ event, version }) => (event === 'fixed' ? version : [])),
  )
  return [...new Set(fixed)]
}

/** Go names the packages of a module and the symbols in them (MAT-8). */
function readImports(value: unknown): AffectedImport[] {
  return records(value)
    .slice(0, osvLimits.imports)
    .flatMap((raw) => {
      const path = text(raw.path, 500)
      return path === undefined ? [] : [{ path, symbols: texts(raw.symbols, osvLimits.symbols) }]
    })
}

/** Undefined for what was not built for a module; empty when it was and the record does not say for which. */
function moduleStreams(
  ranges: readonly VersionRange[],
  purl: string | undefined,
  summary: string,
): readonly string[] | undefined {
  const stream = purl === undefined ? undefined : streamInPurl(purl)
  if (stream !== undefined) return [stream]
  const modular = ranges.some(({ events }) => events.some(({ version }) => isModular(version)))
  return modular ? streamsInSummary(summary) : undefined
}
