import type { Finding } from '../../scanner/index.ts'

export { type AdvisorySource, type Finding, findingsOf, namesOf } from '../../scanner/index.ts'

/** All names of what a finding is about. */
export function namesOfFinding({ advisoryId, aliases }: Pick<Finding, 'advisoryId' | 'aliases'>): string[] {
  return [...new Set([advisoryId, ...aliases])].sort()
}
