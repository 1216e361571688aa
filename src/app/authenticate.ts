import type { FastifyRequest } from 'fastify'
import { authenticateSession, authenticateToken, sessionCookieName } from '../accounts/index.ts'
import type { Actor } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { MakeContext } from '../platform/make-context.ts'

/**
 * Finds out who calls: a session cookie (browsers) or an access token as bearer (programs); otherwise a stranger.
 * A bearer that is not valid is refused rather than treated as a stranger, so that programs notice.
 */
export async function authenticate(makeContext: MakeContext, request: FastifyRequest): Promise<Context> {
  const stranger: Actor = { kind: 'anonymous', address: request.ip }
  const log = request.log as unknown as Context['log']
  const ctx = makeContext(stranger, log)
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) {
    const client = request.headers['user-agent']?.slice(0, 300)
    const from = { address: request.ip, ...(client !== undefined && { client }) }
    return makeContext(await authenticateToken(ctx, { secret: bearer, ...from }), log)
  }
  const cookie = request.cookies[sessionCookieName(ctx.settings.publicUrl)]
  const actor =
    cookie === undefined ? undefined : await authenticateSession(ctx, { token: cookie, address: request.ip })
  return actor ? makeContext(actor, log) : ctx
}
