import type { AccountId, TokenScope } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

export type AccessTokenId = Id<'access_token'>

/** Every access token begins with these letters, so that leaked ones are found by their look. */
export const accessTokenPrefix = 'chd_'

/** A long-lived secret for programs: `docker login` in a build, or the API (AUT-035). */
export interface AccessToken {
  readonly id: AccessTokenId
  readonly accountId: AccountId
  readonly name: string
  readonly scopes: readonly TokenScope[]
  /** Products that it may pull, and nothing else (STO-071); null when it may pull whatever the account may. */
  readonly limitedTo: readonly string[] | null
  readonly createdAt: Date
  readonly expiresAt?: Date
  readonly lastUsedAt?: Date
}

/** True until the moment the token expires. */
export function isUsable(token: AccessToken, now: Date): boolean {
  return token.expiresAt === undefined || now < token.expiresAt
}
