import type { SeverityVector } from './advisory.ts'
import { isRecord, records, text } from './osv-fields.ts'

/** CVSS vectors as stated, twenty at most. */
export function vectorsOf(value: unknown): SeverityVector[] {
  return records(value)
    .slice(0, 20)
    .flatMap((entry) => {
      const type = text(entry.type, 50)
      const vector = text(entry.score, 500)
      return type === undefined || vector === undefined ? [] : [{ type, vector }]
    })
}

/** The word in lower case: `severity` of most databases, `urgency` of Debian. */
export function severityWordOf(specific: unknown): string | undefined {
  if (!isRecord(specific)) return undefined
  const word = text(specific.severity, 50) ?? text(specific.urgency, 50)
  return word !== undefined && /^[A-Za-z ]+$/.test(word) ? word.toLowerCase() : undefined
}

/** Errata of the RPM world state their severity at the head of the summary: "Important: kernel security update". */
export function headingWordOf(id: string, summary: string): string | undefined {
  if (!/^(ALSA|RHSA|RLSA|RXSA|ELSA)-/.test(id)) return undefined
  return /^(critical|important|moderate|low):/i.exec(summary)?.[1]?.toLowerCase()
}
