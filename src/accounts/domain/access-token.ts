import type { AccountId, TokenScope } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

/** A token that stands in for the password of its account, within its scopes. */
export interface AccessToken {
  readonly id: Id<'access_token'>
  readonly accountId: AccountId
  readonly name: string
  readonly scopes: readonly TokenScope[]
  /** Products and plans, by id, that it is good for (STO-071); null for everything. */
  readonly limitedTo: readonly string[] | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  /** Where the last use came from. */
  readonly lastUsedFrom: TokenUse | null
}

/** Of the wished scopes those that a token may have that is limited to some products: they are there to be pulled. */
export const limitedScopes = (scopes: readonly TokenScope[]): readonly TokenScope[] =>
  scopes.filter((scope) => scope === 'pull')

/** Where a token was used: address of the caller, and what the program calls itself. */
export interface TokenUse {
  readonly address: string
  readonly client?: string
}
