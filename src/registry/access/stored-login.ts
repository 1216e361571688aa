import { createHash, randomBytes } from 'node:crypto'
import { recordAudit } from '../../audit/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Id } from '../../platform/ids.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { refreshTokens } from '../store/refresh-tokens.ts'
import type { Origin } from './access.ts'
import type { Subject } from './access-source.ts'

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/**
 * Makes a refresh token: opaque, kept as a hash, bound to the account and this registry (AUT-047).
 * None after a personal access token: that is the long-lived, revocable credential already, and a second one made
 * from it would outlive it. Clients then keep the access token itself.
 */
export async function storeLogin(
  ctx: Context,
  subject: Subject | undefined,
  origin: Origin,
): Promise<string | undefined> {
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
    })
    await recordAudit(as.within(tx), {
      action: 'registry.login_stored',
      subject: { kind: 'account', id: accountId, name },
      details: { client: origin.client ?? '' },
    })
  })
  return token
}

/** Whose login the refresh token is, if it stands and the account may act. Believed for 5 s unless it is revoked. */
export function subjectOfLogin(ctx: Context, token: string): Promise<Subject | undefined> {
  const { logins, access } = memoryOf(ctx)
  const hash = hashOf(token)
  return logins.get(hash, ctx.clock.now(), async () => {
    const { registryHost } = ctx.settings
    const accountId = await ctx.transaction((tx) => refreshTokens(tx).use(hash, registryHost, ctx.clock.now()))
    return accountId && access.subjectOf(ctx, accountId)
  })
}
