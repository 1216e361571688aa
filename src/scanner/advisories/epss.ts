import { type ExploitPrediction, isCve, type ParsedFact } from './cve-facts.ts'

/** The longest line that is looked at. */
const longestLine = 200

/** True for lines of an EPSS file that hold no prediction: the model's version, the heading, and nothing at all. */
export function isEpssHeading(line: string): boolean {
  return line === '' || line.startsWith('#') || line.startsWith('cve,')
}

/** Reads one line of an EPSS file, `CVE-2024-0001,0.00043,0.08921` (ADV-1). Never throws. */
export function parseEpssLine(line: string): ParsedFact<ExploitPrediction> {
  if (line.length > longestLine) return { ok: false, reason: 'the line is too long' }
  const [cve, epss, rank] = line.trim().split(',')
  if (!isCve(cve)) return { ok: false, reason: 'no CVE' }
  const probability = share(epss)
  const percentile = share(rank)
  if (probability === undefined || percentile === undefined) return { ok: false, reason: 'no numbers from 0 to 1' }
  return { ok: true, fact: { cve, probability, percentile } }
}

function share(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d(\.\d{1,20})?(e-\d{1,3})?$/i.test(text)) return undefined
  const value = Number(text)
  return value <= 1 ? value : undefined
}
