import type { Role, TokenScope } from '../../platform/actor.ts'
import type { Refusal } from './errors.ts'
import type { Place } from './namespace.ts'

export type Action = 'pull' | 'push' | 'delete'
export type NamespaceRole = 'viewer' | 'editor' | 'owner'

/** What is known of the caller when a token is made. Anonymous callers have none of it. */
export interface Standing {
  readonly roles: readonly Role[]
  /** Scopes of the personal access token used to log in; undefined after a password. */
  readonly scopes?: readonly TokenScope[]
  /** True for a token that is limited to some products (STO-071): it reaches published content only. */
  readonly limited: boolean
  /** Role in the publisher that owns the staging namespace. */
  readonly namespaceRole?: NamespaceRole
  /** The licensing decision, for published content. */
  readonly mayPull?: boolean
}

const byNamespaceRole: Readonly<Record<NamespaceRole, readonly Action[]>> = {
  viewer: ['pull'],
  editor: ['pull', 'push'],
  owner: ['pull', 'push', 'delete'],
}

const reviewers: readonly Role[] = ['moderator', 'security', 'certifier', 'operator']

/** True for staff who look into content, whatever its state (AUT-097). */
export const isReviewer = (roles: readonly Role[]): boolean => roles.some((role) => reviewers.includes(role))

/** The actions that the caller has at the place (AUT-096, AUT-104); a token request gets the intersection with these. */
export function allowedActions(place: Place, standing: Standing): readonly Action[] {
  return placeActions(place, standing).filter((action) => coveredByScopes(action, standing.scopes))
}

function placeActions(place: Place, standing: Standing): readonly Action[] {
  switch (place.kind) {
    case 'store':
      return standing.mayPull ? ['pull'] : []
    case 'holding':
      return !standing.limited && isReviewer(standing.roles) ? ['pull'] : []
    case 'library':
      return !standing.limited && standing.roles.includes('operator') ? ['pull', 'push', 'delete'] : ['pull']
    case 'staging':
      return standing.limited || !standing.namespaceRole ? [] : byNamespaceRole[standing.namespaceRole]
    case 'nowhere':
      return []
  }
}

/** Whether the scopes of a personal access token cover the action; a password covers all. */
export function coveredByScopes(action: Action, scopes: readonly TokenScope[] | undefined): boolean {
  if (scopes === undefined) return true
  return action === 'pull' ? scopes.includes('pull') || scopes.includes('push') : scopes.includes('push')
}

/** Requested and allowed, in the order of the request; `*` stands for all that is allowed (AUT-022, AUT-033). */
export function intersection(requested: readonly string[], allowed: readonly Action[]): readonly Action[] {
  if (requested.includes('*')) return allowed
  return allowed.filter((action) => requested.includes(action))
}

/** What to say when an action is lacking and no licensing reason may be told (AUT-072, AUT-096). */
export function refusalOf(place: Place, repository: string, action: Action): Refusal {
  return { reason: 'unknown', text: refusalText(place, repository, action), repository, action }
}

function refusalText(place: Place, repository: string, action: Action): string {
  if (action !== 'pull' && place.kind === 'store') {
    const own = repository.slice('store/'.length)
    return `${repository} changes only by publishing; push to ${own} and submit it for review`
  }
  if (action !== 'pull' && place.kind === 'holding') {
    return `${repository} is a frozen copy under review and cannot be changed; push to your own namespace instead`
  }
  if (action !== 'pull') {
    return `you may not ${action} to ${repository}; log in with an account that is an editor of this publisher`
  }
  return `${repository} does not exist, or your account may not pull it; log in with an account that may`
}
