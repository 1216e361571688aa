import { parseJson } from '../analyzers/json.ts'
import { isCve, isDay, type KnownExploited, type ParsedFact } from './cve-facts.ts'
import { isRecord, text } from './osv-fields.ts'

/** Bounds for a catalogue from strangers (ADV-8). */
export const kevLimits = { bytes: 64 * 1024 * 1024, entries: 100_000, depth: 50 } as const

/** The entries of a catalogue, each still to be read with `parseKevEntry`. */
export type KevCatalogue =
  | { readonly ok: true; readonly entries: readonly unknown[] }
  | { readonly ok: false; readonly reason: string }

/**
 * Takes a catalogue of known exploited vulnerabilities apart (the JSON of CISA, ADV-1). One that has other than the stated
 * number of entries is not whole. Never throws.
 */
export function openKev(input: string): KevCatalogue {
  if (input.length > kevLimits.bytes) return { ok: false, reason: `larger than ${kevLimits.bytes} bytes` }
  const json = parseJson(input, kevLimits.depth)
  if ('unreadable' in json) return { ok: false, reason: json.unreadable }
  const { value } = json
  if (!isRecord(value) || !Array.isArray(value.vulnerabilities)) return { ok: false, reason: 'no catalogue' }
  const entries: readonly unknown[] = value.vulnerabilities
  if (entries.length > kevLimits.entries) return { ok: false, reason: `more than ${kevLimits.entries} entries` }
  if (typeof value.count === 'number' && value.count !== entries.length) {
    return { ok: false, reason: `${value.count} entries are announced and ${entries.length} are there` }
  }
  return { ok: true, entries }
}

/** Reads one entry of the catalogue. Never throws. */
export function parseKevEntry(value: unknown): ParsedFact<KnownExploited> {
  if (!isRecord(value)) return { ok: false, reason: 'not an object' }
  if (!isCve(value.cveID)) return { ok: false, reason: 'no CVE' }
  if (!isDay(value.dateAdded)) return { ok: false, reason: 'no day on which it was added' }
  return {
    ok: true,
    fact: {
      cve: value.cveID,
      name: text(value.vulnerabilityName, 500) ?? '',
      addedOn: value.dateAdded,
      ...(isDay(value.dueDate) ? { dueOn: value.dueDate } : {}),
      action: text(value.requiredAction, 4000) ?? '',
      ransomware: text(value.knownRansomwareCampaignUse, 50)?.toLowerCase() === 'known',
    },
  }
}
