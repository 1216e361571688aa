import type { AccountId, Role, TokenScope } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Refusal } from '../domain/errors.ts'
import type { NamespaceRole } from '../domain/grants.ts'

/** Somebody who has shown who they are. */
export interface Subject {
  readonly accountId: AccountId
  readonly name: string
  readonly roles: readonly Role[]
  /** Scopes of the personal access token that was used; undefined after a password. */
  readonly scopes?: readonly TokenScope[]
  /** The access token or stored login that was shown; undefined after a password. */
  readonly credentialId?: string
  /** Products and plans that the token is limited to (STO-071); null when it is not. */
  readonly limitedTo: readonly string[] | null
}

/** What licensing is asked. Without `reference`: is any pull of the repository thinkable? */
export interface PullQuestion {
  readonly caller: {
    readonly accountId?: AccountId
    readonly accountName?: string
    readonly staff: boolean
    readonly limitedTo: readonly string[] | null
    readonly address: string
  }
  readonly repository: string
  readonly reference?: string
}

export type PullAnswer =
  | {
      readonly allowed: true
      readonly via: 'staff' | 'publisher' | 'plan'
      /** Told with the manifest (AUT-088). */
      readonly warning?: string
      readonly customerClass: string
      readonly planId?: string
      readonly subscriptionId?: string
      readonly productId?: string
    }
  | { readonly allowed: false; readonly refusal: Refusal }

/** What stands behind a pull that was let through. */
export type Admission = Extract<PullAnswer, { allowed: true }>

/** What the registry must be told about people and rights; the modules below know it. */
export interface AccessSource {
  /** Who has this name and secret (password or access token). Throws the refusals of accounts. */
  authenticate(
    ctx: Context,
    credentials: { readonly name: string; readonly secret: string; readonly address: string; readonly client?: string },
  ): Promise<Subject>
  /** The account behind a stored login, as it stands now; undefined when it may not act any more. */
  subjectOf(ctx: Context, accountId: AccountId): Promise<Subject | undefined>
  /** Role in the publisher that owns the staging namespace. */
  namespaceRole(ctx: Context, accountId: AccountId, namespace: string): Promise<NamespaceRole | undefined>
  /** Staging namespaces of the publishers that the account belongs to. */
  namespacesOf(ctx: Context, accountId: AccountId): Promise<readonly string[]>
  decidePull(ctx: Context, question: PullQuestion): Promise<PullAnswer>
  /** Published repositories that nobody may pull from any more, whatever a token says. */
  blockedRepositories(ctx: Context): Promise<readonly string[]>
  /** Access tokens that were revoked after the moment. */
  revokedTokens(ctx: Context, since: Date): Promise<readonly string[]>
}
