import { createHash } from 'node:crypto'
import {
  ADVISORY_FORMAT,
  type Advisory,
  type ExploitPrediction,
  type KnownExploited,
  type LookupKey,
  type NvdScore,
  type ParsedFact,
  parseEpssLine,
  parseKevEntry,
  parseNvdEntry,
  parseOsv,
} from '../../scanner/index.ts'
import type { FeedFormat } from './feed.ts'
import { namesOf } from './finding.ts'

/** What a record of a feed is: an advisory, or a fact about a CVE. */
export type FeedRecordKind = 'advisory' | 'exploited' | 'prediction' | 'score'

/** A record that was read, ready to be kept. */
export interface FeedRecord {
  readonly id: string
  readonly kind: FeedRecordKind
  /** Of the canonical record: two with the same hash say the same (ADV-3). */
  readonly hash: string
  readonly record: Advisory | KnownExploited | ExploitPrediction | NvdScore
  /** Packages that it speaks of, without repetition. */
  readonly keys: readonly LookupKey[]
  /** Names of its vulnerability (ADV-6). */
  readonly names: readonly string[]
  readonly ecosystems: readonly string[]
  readonly withdrawn: boolean
}

export type ReadFeedRecord =
  | { readonly ok: true; readonly record: FeedRecord }
  | { readonly ok: false; readonly reason: string }

/** Reads a record as it came; `at` is the time of the import, which no record can have been changed after (ADV-3). */
export function readFeedRecord(format: FeedFormat, text: string, at: Date): ReadFeedRecord {
  switch (format) {
    case 'osv': {
      const parsed = parseOsv(text)
      return parsed.ok ? { ok: true, record: advisoryRecord(clamped(parsed.advisory, at)) } : parsed
    }
    case 'kev':
      return factRecord('exploited', parseKevEntry(JSON.parse(text)))
    case 'nvd':
      return factRecord('score', parseNvdEntry(JSON.parse(text)))
    case 'epss':
      return factRecord('prediction', parseEpssLine(text))
  }
}

/** Tells texts apart that were read by the same program: the same text gives the same record. */
export function textHashOf(bytes: Buffer): string {
  return createHash('sha256').update(`${ADVISORY_FORMAT}\n`).update(bytes).digest('base64url')
}

function advisoryRecord(advisory: Advisory): FeedRecord {
  const keys = keysOf(advisory)
  return {
    id: advisory.id,
    kind: 'advisory',
    hash: hashOf(canonical(advisory)),
    record: advisory,
    keys,
    names: namesOf(advisory),
    ecosystems: [...new Set(keys.map(({ ecosystem }) => ecosystem))].sort(),
    withdrawn: advisory.withdrawn !== undefined,
  }
}

/** Packages that an advisory names, each once. */
export function keysOf(advisory: Advisory): LookupKey[] {
  const keys = new Map(advisory.affected.map(({ ecosystem, name }) => [`${ecosystem}\0${name}`, { ecosystem, name }]))
  return [...keys.values()]
}

function factRecord(
  kind: Exclude<FeedRecordKind, 'advisory'>,
  parsed: ParsedFact<KnownExploited | ExploitPrediction | NvdScore>,
): ReadFeedRecord {
  if (!parsed.ok) return parsed
  const record = parsed.fact
  return {
    ok: true,
    record: {
      id: record.cve,
      kind,
      hash: hashOf(record),
      record,
      keys: [],
      names: [],
      ecosystems: [],
      withdrawn: false,
    },
  }
}

function clamped(advisory: Advisory, at: Date): Advisory {
  if (advisory.modified === undefined || Date.parse(advisory.modified) <= at.getTime()) return advisory
  return { ...advisory, modified: at.toISOString() }
}

/** Without what is informative only, and with lists whose order means nothing in one order (ADV-3). */
function canonical({ modified: _, ...facts }: Advisory): object {
  return {
    ...facts,
    aliases: [...facts.aliases].sort(),
    upstream: [...facts.upstream].sort(),
    related: [...facts.related].sort(),
    references: [...facts.references].sort(),
  }
}

function hashOf(facts: object): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
}
