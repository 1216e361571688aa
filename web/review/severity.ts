/** The colour of a class, the same everywhere (STO-094). */
export function severityColor(severity: string): string {
  return { critical: 'red', major: 'orange', minor: 'yellow' }[severity] ?? 'gray'
}
