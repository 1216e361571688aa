import type { PlacedFinding, SeverityClass } from '../../src/scanner/index.ts'

/** Classes that a policy may name, worst first. Findings without a score never fail one. */
export const policyClasses = ['critical', 'major', 'minor'] as const
export type PolicyClass = (typeof policyClasses)[number]

/**
 * Findings that a policy does not allow: certain ones of the class or a worse one. What is only declared, uncertain or a
 * remark is shown, but fails nothing (SHP-4, SEV-3).
 */
export function violations(placed: readonly PlacedFinding[], failOn: PolicyClass): PlacedFinding[] {
  const classes: ReadonlySet<SeverityClass> = new Set(policyClasses.slice(0, policyClasses.indexOf(failOn) + 1))
  return placed.filter(
    ({ finding, component }) =>
      finding.match.verdict === 'affected' &&
      component.confidence !== 'declared' &&
      !finding.severity.remark &&
      classes.has(finding.severity.class),
  )
}
