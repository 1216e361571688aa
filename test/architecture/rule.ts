import type { Project, Source } from './source.ts'

/** A broken rule, at a place, with what to do about it. */
export interface Violation {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly message: string
}

/** One rule of the house. Ids come from the design: ARC (architecture), EDB (database), STY (style). */
export interface Rule {
  readonly id: string
  readonly says: string
  check(project: Project): Violation[]
}

/** What a rule reports for one file: the line and what to do. */
export type Finding = readonly [line: number, message: string]

/** A rule that looks at one source file at a time. */
export function fileRule(id: string, says: string, look: (source: Source) => Iterable<Finding>): Rule {
  return {
    id,
    says,
    check: (project) =>
      project.sources.flatMap((source) =>
        [...look(source)].map(([line, message]) => ({ rule: id, path: source.path, line, message })),
      ),
  }
}

/** For people: `src/a/b.ts:3 ARC-20 …`, clickable in an editor. */
export function describeViolation(violation: Violation): string {
  return `${violation.path}:${violation.line} ${violation.rule} ${violation.message}`
}
