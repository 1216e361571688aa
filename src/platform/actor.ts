import type { Id } from './ids.ts'

/** A person or an organization that can own things. */
export type AccountId = Id<'account'>

/** Staff roles that an operator grants (STO-007…013). */
export type Role = 'moderator' | 'security' | 'certifier' | 'finance' | 'support' | 'operator'

export const roles: readonly Role[] = ['moderator', 'security', 'certifier', 'finance', 'support', 'operator']

/** What a personal access token may be used for. `pull` and `push` are for the registry, the rest for the API. */
export type TokenScope = 'pull' | 'push' | 'read' | 'write'

/** On whose behalf something happens. The audit trail always knows. */
export type Actor =
  | { readonly kind: 'anonymous'; readonly address?: string }
  | {
      readonly kind: 'user'
      readonly accountId: AccountId
      readonly name: string
      readonly roles: readonly Role[]
      readonly sessionId: Id<'session'>
      readonly address?: string
    }
  | {
      readonly kind: 'token'
      readonly accountId: AccountId
      readonly name: string
      readonly roles: readonly Role[]
      readonly tokenId: Id<'access_token'>
      readonly scopes: readonly TokenScope[]
      /** Products and plans that the token is good for (STO-071); absent when it is not limited. */
      readonly limitedTo?: readonly string[]
      readonly address?: string
    }
  | { readonly kind: 'job'; readonly queue: string }
  | { readonly kind: 'webhook'; readonly provider: string }
  | { readonly kind: 'system'; readonly reason: string }

/** The account behind the actor, if a person or a person's token acts. */
export function accountOf(actor: Actor): AccountId | undefined {
  return actor.kind === 'user' || actor.kind === 'token' ? actor.accountId : undefined
}

/** What people call the account behind the actor; undefined when none acts. */
export function accountNameOf(actor: Actor): string | undefined {
  return actor.kind === 'user' || actor.kind === 'token' ? actor.name : undefined
}

/** True when the program itself acts: a job, a verified webhook, a command of the operator. */
export function isSystem(actor: Actor): boolean {
  return actor.kind === 'job' || actor.kind === 'webhook' || actor.kind === 'system'
}

/** True when the actor holds one of the staff roles; an operator holds all of them. */
export function hasRole(actor: Actor, ...wanted: readonly Role[]): boolean {
  if (actor.kind !== 'user' && actor.kind !== 'token') return false
  return actor.roles.includes('operator') || wanted.some((role) => actor.roles.includes(role))
}
