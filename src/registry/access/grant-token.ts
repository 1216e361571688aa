import type { Context } from '../../platform/context.ts'
import { signToken } from '../../platform/crypto/signed-token.ts'
import { allowedActions, coveredByScopes, intersection, isReviewer, type Standing } from '../domain/grants.ts'
import { isRepositoryName } from '../domain/names.ts'
import { type Place, placeOf } from '../domain/namespace.ts'
import { type ResourceScope, scopeText } from '../domain/scope.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { type Access, claimsOf, type Origin } from './access.ts'
import type { Subject } from './access-source.ts'
import { pullQuestion } from './authorize-access.ts'
import { decide, failClosed } from './decide.ts'
import { signingKey, tokenLifetimeSeconds } from './token-keys.ts'

/** How much of a request stands in the log of grants: a hundred scopes fill more than anybody reads. */
const longestRequest = 4000

/** A signed token and what it holds. */
export interface GrantedToken {
  readonly token: string
  readonly expiresIn: number
  readonly issuedAt: Date
  /** The granted access in scope form. */
  readonly scope: string
}

/** Makes a token with the intersection of what is asked and what is allowed; empty when that is nothing (AUT-033). */
export async function grantToken(
  ctx: Context,
  subject: Subject | undefined,
  requested: readonly ResourceScope[],
  origin: Origin,
): Promise<GrantedToken> {
  const issuedAt = ctx.clock.now()
  const issued = Math.floor(issuedAt.getTime() / 1000)
  const nobody: Access = {
    ...(subject && { accountId: subject.accountId }),
    name: subject?.name ?? '',
    // A limited token is limited, however mighty its account is.
    staff: subject !== undefined && subject.limitedTo === null && isReviewer(subject.roles),
    limitedTo: subject?.limitedTo ?? null,
    tokenId: ctx.newId(),
    ...(subject?.credentialId !== undefined && { credentialId: subject.credentialId }),
    grants: [],
    expires: issued + tokenLifetimeSeconds,
  }
  const grants = await grantsFor(ctx, nobody, subject, requested, origin)
  const access = { ...nobody, grants }
  const key = await signingKey(ctx)
  const token = signToken(key, claimsOf(access, ctx.settings.publicUrl, ctx.settings.registryHost, issued))
  const scope = grants.map(scopeText).join(' ')
  memoryOf(ctx).log.noteGrant({
    at: issuedAt,
    ...(subject && { accountId: subject.accountId, accountName: subject.name }),
    ...origin,
    requested: requested.map(scopeText).join(' ').slice(0, longestRequest),
    granted: scope.slice(0, longestRequest),
  })
  return { token, expiresIn: tokenLifetimeSeconds, issuedAt, scope }
}

async function grantsFor(
  ctx: Context,
  access: Access,
  subject: Subject | undefined,
  requested: readonly ResourceScope[],
  origin: Origin,
): Promise<readonly ResourceScope[]> {
  const granted: ResourceScope[] = []
  for (const scope of requested) {
    const actions = await failClosed(ctx, () => actionsFor(ctx, access, subject, scope, origin))
    if (actions.length > 0) granted.push({ ...scope, actions })
  }
  return granted
}

async function actionsFor(
  ctx: Context,
  access: Access,
  subject: Subject | undefined,
  scope: ResourceScope,
  origin: Origin,
): Promise<readonly string[]> {
  if (scope.type === 'registry' && scope.name === 'catalog') {
    // Everybody may look: what the list shows is decided by name (browse-catalog.ts).
    return scope.actions.includes('*') && coveredByScopes('pull', subject?.scopes) ? ['*'] : []
  }
  if (scope.type !== 'repository' || !isRepositoryName(scope.name)) return []
  const place = placeOf(scope.name)
  const standing = await standingAt(ctx, access, subject, place, scope.name, origin)
  return intersection(scope.actions, allowedActions(place, standing))
}

async function standingAt(
  ctx: Context,
  access: Access,
  subject: Subject | undefined,
  place: Place,
  repository: string,
  origin: Origin,
): Promise<Standing> {
  const { access: source } = memoryOf(ctx)
  const role =
    subject && place.kind === 'staging'
      ? await source.namespaceRole(ctx, subject.accountId, place.namespace)
      : undefined
  const mayPull = place.kind === 'store' && (await decide(ctx, pullQuestion(access, origin, repository))).allowed
  return {
    roles: subject?.roles ?? [],
    ...(subject?.scopes && { scopes: subject.scopes }),
    limited: subject !== undefined && subject.limitedTo !== null,
    ...(role && { namespaceRole: role }),
    mayPull,
  }
}
