import type { FastifyReply } from 'fastify'
import type { Caller } from '../access/authorize-access.ts'
import type { Allowance } from '../domain/allowance.ts'
import type { LimitReached } from '../domain/errors.ts'

/** How many pulls are left, in the form that Docker Hub made known: "100;w=21600". */
export function pullHeaders(reply: FastifyReply, allowance: Allowance, { access, origin }: Caller): void {
  limitHeaders(reply, allowance)
  reply.header('docker-ratelimit-source', access?.accountId ?? origin.address)
}

/** The limit that a refused request ran into; errors that are about another kind of limit bring no window. */
export function limitHeaders(reply: FastifyReply, { limit, remaining, windowSeconds }: Partial<LimitReached>): void {
  if (limit === undefined || remaining === undefined || windowSeconds === undefined) return
  reply.header('ratelimit-limit', `${limit};w=${windowSeconds}`)
  reply.header('ratelimit-remaining', `${remaining};w=${windowSeconds}`)
}
