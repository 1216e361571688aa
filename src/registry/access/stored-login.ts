import { createHash, randomBytes } from 'node:crypto'
import { recordAudit } from '../../audit/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Id } from '../../platform/ids.ts'
import type { LoginId } from '../domain/login.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { refreshTokens } from '../store/refresh-tokens.ts'
import type { Origin } from './access.ts'
import type { Subject } from './access-source.ts'

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** A refresh token, which only the client keeps, and the login that it stands for. */
export interface NewLogin {
  readonly token: string
  readonly id: LoginId
}

/**
 * Makes a refresh token: opaque, kept as a hash, bound to the account and this registry (AUT-047).
 * None after a personal access token: that is the long-lived, revocable credential already, and a second one made
 * from it would outlive it. Clients then keep the access token itself.
 */
export async function storeLogin(
  ctx: Context,
  subject: Subject | undefined,
  origin: Origin,
): Promise<NewLogin | undefined> {
  if (!subject || subject.scopes !== undefined) return undefined
  const token = randomBytes(32).toString('base64url')
  const id = ctx.newId<'refresh_token'>()
  const { accountId, name, roles } = subject
  const as = ctx.as({ kind: 'token', accountId, name, roles, tokenId: id as string as Id<'access_token'>, scopes: [] })
  await ctx.transaction(async (tx) => {
    await refreshTokens(tx).insert({
      id,
      hash: hashOf(token),
      accountId,
      service: ctx.settings.registryHost,
      client: origin.client ?? '',
      createdAt: ctx.clock.now(),
      address: origin.address,
    })
    await recordAudit(as.within(tx), {
      action: 'registry.login_stored',
      subject: { kind: 'account', id: accountId, name },
      details: { client: origin.client ?? '' },
    })
  })
  return { token, id }
}

/**
 * Whose login the refresh token is, if it stands and the account may act, and which one: its tokens are void as soon as
 * it is revoked. Believed for 5 s unless it is revoked.
 */
export function subjectOfLogin(ctx: Context, token: string, origin: Origin): Promise<Subject | undefined> {
  const { logins, access } = memoryOf(ctx)
  const hash = hashOf(token)
  return logins.get(hash, ctx.clock.now(), async () => {
    const { registryHost } = ctx.settings
    const login = await ctx.transaction((tx) => refreshTokens(tx).use(hash, registryHost, ctx.clock.now(), origin))
    const subject = login && (await access.subjectOf(ctx, login.accountId))
    return subject && { ...subject, credentialId: login.id }
  })
}

/** The subject, whose tokens are void as soon as the login is revoked. */
export function madeFrom(login: NewLogin | undefined, subject: Subject | undefined): Subject | undefined {
  return login && subject ? { ...subject, credentialId: login.id } : subject
}
