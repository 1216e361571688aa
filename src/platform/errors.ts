/** What went wrong, in the words of the business. Status numbers and exit codes are derived from it at the edge (ARC-51). */
export type ErrorKind =
  | 'not_found'
  | 'unauthenticated'
  | 'forbidden'
  | 'conflict'
  | 'invalid'
  | 'limit_exceeded'
  | 'too_large'
  | 'precondition_failed'
  | 'unavailable'

/** A field that was refused, for forms: a JSON pointer-like path ("plans.0.name") and a sentence. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

/** A refusal that the caller can act on. Anything else that is thrown is a defect. */
export class DomainError extends Error {
  readonly kind: ErrorKind
  /** Stable, listed in docs/errors.md: `module.snake_case`. */
  readonly code: string
  /** Facts behind the sentence; safe to show to the caller. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(kind: ErrorKind, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'DomainError'
    this.kind = kind
    this.code = code
    this.details = details
  }

  /** Field problems for a form, if the refusal is about fields. */
  get fields(): readonly FieldProblem[] {
    return Array.isArray(this.details.fields) ? (this.details.fields as FieldProblem[]) : []
  }
}

/** An entry of a module's error catalogue: calling it makes the error. */
export interface ErrorDefinition<D extends object> {
  (...details: Record<never, never> extends D ? [details?: D] : [details: D]): DomainError
  readonly kind: ErrorKind
  readonly code: string
}

/**
 * Declares an error once: its kind, its stable code and its sentence.
 * The sentence says what happened, why, and what to do next (ARC-52).
 */
export function defineError<D extends object = Record<never, never>>(
  kind: ErrorKind,
  code: string,
  message: string | ((details: D) => string),
): ErrorDefinition<D> {
  const make = (details?: D) =>
    new DomainError(
      kind,
      code,
      typeof message === 'string' ? message : message(details as D),
      (details ?? {}) as Readonly<Record<string, unknown>>,
    )
  return Object.assign(make, { kind, code }) as ErrorDefinition<D>
}

/** True when the error is the named entry of a catalogue. */
export function isError(error: unknown, definition: { readonly code: string }): error is DomainError {
  return error instanceof DomainError && error.code === definition.code
}
