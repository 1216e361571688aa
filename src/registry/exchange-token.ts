import type { Context } from '../platform/context.ts'
import { type Origin, originOf } from './access/access.ts'
import type { Subject } from './access/access-source.ts'
import { grantToken } from './access/grant-token.ts'
import { madeFrom, storeLogin, subjectOfLogin } from './access/stored-login.ts'
import { grantRefused, refreshTokenRefused, requestIncomplete, wrongService } from './domain/errors.ts'
import { parseScopes } from './domain/scope.ts'
import type { IssuedToken } from './issue-token.ts'
import { memoryOf } from './memory/registry-memory.ts'

/** A request to the token endpoint, OAuth2 form (AUT-038). Everything as it came. */
export interface ExchangeToken {
  readonly grantType?: string
  readonly service?: string
  readonly clientId?: string
  readonly accessType?: string
  readonly scope?: string
  readonly username?: string
  readonly password?: string
  readonly refreshToken?: string
  readonly origin: Origin
}

// public: it checks a password or a refresh token itself and hands out no more than is the owner's.
/** Hands out a pull token for a password or a stored login (AUT-038…047). */
export async function exchangeToken(ctx: Context, input: ExchangeToken): Promise<IssuedToken> {
  const expected = ctx.settings.registryHost
  if (!input.grantType) throw requestIncomplete({ missing: 'grant_type' })
  if (!input.service) throw requestIncomplete({ missing: 'service' })
  if (!input.clientId) throw requestIncomplete({ missing: 'client_id' })
  if (input.service !== expected) throw wrongService({ service: input.service, expected })
  const origin = originOf(input.origin.address, input.clientId)
  const subject = await subjectOf(ctx, input, origin)
  // A password makes a login when access is to be offline; a refresh token is echoed (AUT-045).
  const login =
    input.grantType === 'password' && input.accessType === 'offline'
      ? await storeLogin(ctx, subject, origin)
      : undefined
  const granted = await grantToken(ctx, madeFrom(login, subject), parseScopes([input.scope ?? '']), origin)
  const refreshToken = input.grantType === 'refresh_token' ? input.refreshToken : login?.token
  return { ...granted, ...(refreshToken !== undefined && { refreshToken }) }
}

async function subjectOf(ctx: Context, input: ExchangeToken, origin: Origin): Promise<Subject> {
  const { access } = memoryOf(ctx)
  if (input.grantType === 'password') {
    if (!input.username || !input.password) throw requestIncomplete({ missing: 'username and password' })
    return access.authenticate(ctx, {
      name: input.username,
      secret: input.password,
      ...origin,
    })
  }
  if (input.grantType !== 'refresh_token') throw grantRefused({ grantType: input.grantType ?? '' })
  if (!input.refreshToken) throw requestIncomplete({ missing: 'refresh_token' })
  const subject = await subjectOfLogin(ctx, input.refreshToken, origin)
  if (!subject) throw refreshTokenRefused()
  return subject
}
