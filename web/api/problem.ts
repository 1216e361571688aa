/** A refusal as the API sends it (RFC 9457). */
export interface Problem {
  readonly type?: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Stable code, `module.snake_case`. */
  readonly code: string
  readonly requestId?: string
  readonly fields?: readonly { readonly field: string; readonly message: string }[]
}

/** Thrown by the API client for every answer that is not a success. `message` is a sentence for the person. */
export class ApiProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }
}

/** The problem behind an error; a neutral one for what is not a refusal of the API (network, defect). */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem
  return {
    title: 'Something went wrong',
    status: 500,
    code: 'web.unexpected',
    detail: 'The page could not be loaded. Check your connection and try again.',
  }
}

/** True when the API answered that the thing does not exist, or that you may not know of it. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 404
}

/** True when the API asks for a sign-in first. */
export function isSignInNeeded(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401
}
