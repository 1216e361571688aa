/** The name of the violated constraint when the error says that a unique rule was broken, else undefined. */
function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== '23505') return undefined
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : ''
}

/** True when the error says that a unique index or constraint (the named one, if given) was violated. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const violated = violatedConstraint(error)
  return violated !== undefined && (constraint === undefined || violated === constraint)
}

/**
 * Awaits a statement and turns a violation of the named unique constraint into the given refusal.
 * The transaction is broken after that, as PostgreSQL has it: let the refusal rise out of it.
 */
export async function onUnique<T>(constraint: string, refusal: () => Error, statement: Promise<T>): Promise<T> {
  try {
    return await statement
  } catch (error) {
    throw isUniqueViolation(error, constraint) ? refusal() : error
  }
}
