import type { Context } from '../platform/context.ts'
import type { AccessToken } from './domain/access-token.ts'
import { accessTokens } from './store/access-tokens.ts'

// public: ids alone, for modules that must refuse what was made from a revoked token.
/** Access tokens that were revoked after the moment, at most a day ago. */
export async function listRevokedTokens(ctx: Context, input: { readonly since: Date }): Promise<AccessToken['id'][]> {
  return ctx.transaction((tx) => accessTokens(tx).revokedSince(input.since))
}
