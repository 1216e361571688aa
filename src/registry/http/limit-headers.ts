import type { Caller } from '../access/authorize-access.ts'
import type { Allowance } from '../domain/allowance.ts'
import type { LimitReached } from '../domain/errors.ts'
import { countedAs } from '../limits/request-limits.ts'

/** How many pulls are left, in the form that Docker Hub made known: "100;w=21600". */
export function pullHeaders(allowance: Allowance, { access, origin }: Caller): Readonly<Record<string, string>> {
  const source = countedAs({ access, address: origin.address })
  return { ...limitHeaders(allowance), 'docker-ratelimit-source': source }
}

/** The limit that a refused request ran into; errors that are about another kind of limit bring no window. */
export function limitHeaders({
  limit,
  remaining,
  windowSeconds,
}: Partial<LimitReached>): Readonly<Record<string, string>> {
  if (limit === undefined || remaining === undefined || windowSeconds === undefined) return {}
  return {
    'ratelimit-limit': `${limit};w=${windowSeconds}`,
    'ratelimit-remaining': `${remaining};w=${windowSeconds}`,
  }
}
