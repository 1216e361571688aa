import { parseJson } from '../analyzers/json.ts'
import type { SeverityVector } from './advisory.ts'
import { isCve, type NvdScore, type ParsedFact } from './cve-facts.ts'
import { isRecord, records, text } from './osv-fields.ts'

/** Bounds for an answer of the API (ADV-8): it gives at most 2,000 entries at once. */
export const nvdLimits = { bytes: 128 * 1024 * 1024, entries: 100_000, depth: 200 } as const

/** The entries of an answer, each still to be read with `parseNvdEntry`. */
export type NvdAnswer =
  | { readonly ok: true; readonly entries: readonly unknown[] }
  | { readonly ok: false; readonly reason: string }

/** Takes an answer of the NVD API 2.0 apart (ADV-1). Never throws. */
export function openNvd(input: string): NvdAnswer {
  if (input.length > nvdLimits.bytes) return { ok: false, reason: `larger than ${nvdLimits.bytes} bytes` }
  const json = parseJson(input, nvdLimits.depth)
  if ('unreadable' in json) return { ok: false, reason: json.unreadable }
  const { value } = json
  if (!isRecord(value) || !Array.isArray(value.vulnerabilities))
    return { ok: false, reason: 'no list of vulnerabilities' }
  const entries: readonly unknown[] = value.vulnerabilities
  if (entries.length > nvdLimits.entries) return { ok: false, reason: `more than ${nvdLimits.entries} entries` }
  return { ok: true, entries }
}

/** Where the API keeps vectors, and what OSV calls their kind. */
const metrics = [
  ['cvssMetricV40', 'CVSS_V4'],
  ['cvssMetricV31', 'CVSS_V3'],
  ['cvssMetricV30', 'CVSS_V3'],
  ['cvssMetricV2', 'CVSS_V2'],
] as const

/**
 * Reads one entry. Of each version of CVSS the vector of NVD itself counts, another's where NVD has none. No product is taken over:
 * products are not guessed by CPE (MAT-9). Never throws.
 */
export function parseNvdEntry(value: unknown): ParsedFact<NvdScore> {
  const cve = isRecord(value) && isRecord(value.cve) ? value.cve : undefined
  if (!cve) return { ok: false, reason: 'not an entry' }
  if (!isCve(cve.id)) return { ok: false, reason: 'no CVE' }
  const stated = isRecord(cve.metrics) ? cve.metrics : {}
  return {
    ok: true,
    fact: {
      cve: cve.id,
      severity: metrics.flatMap(([key, type]) => vectorOf(stated[key], type) ?? []),
      rejected: text(cve.vulnStatus, 50)?.toLowerCase() === 'rejected',
    },
  }
}

function vectorOf(value: unknown, type: string): SeverityVector | undefined {
  const vectors = records(value).slice(0, 20)
  const chosen = vectors.find((entry) => entry.type === 'Primary') ?? vectors[0]
  const data = chosen && isRecord(chosen.cvssData) ? chosen.cvssData : undefined
  const vector = text(data?.vectorString, 500)
  return vector === undefined ? undefined : { type, vector }
}
