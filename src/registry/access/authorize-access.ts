import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'
import { insufficientScope, loginRequired, pullDenied } from '../domain/errors.ts'
import { type Action, refusalOf } from '../domain/grants.ts'
import { type Reference, referenceText } from '../domain/names.ts'
import { placeOf } from '../domain/namespace.ts'
import { tags } from '../store/tags.ts'
import { type Access, holds, type Origin } from './access.ts'
import type { Admission, PullQuestion } from './access-source.ts'
import { decide, decideReference } from './decide.ts'

/** Who asks, as every registry use case receives it. `access` is undefined before a token was fetched. */
export interface Caller {
  readonly access: Access | undefined
  readonly origin: Origin
}

/** Throws unless the token holds the action; for published content the refusal tells the reason (AUT-014, AUT-072). */
export async function authorizeAccess(ctx: Context, caller: Caller, action: Action, repository: string): Promise<void> {
  if (!caller.access) throw loginRequired()
  if (holds(caller.access, 'repository', repository, action)) return
  const place = placeOf(repository)
  if (action === 'pull' && place.kind === 'store') {
    const answer = await decide(ctx, pullQuestion(caller.access, caller.origin, repository))
    if (!answer.allowed && answer.refusal.reason !== 'unknown') {
      throw insufficientScope({ ...answer.refusal, repository, action })
    }
  }
  throw insufficientScope(refusalOf(place, repository, action))
}

/**
 * The check that a token cannot make, because it says neither tag nor digest and cannot be recalled (AUT-008).
 * Asked only for published content. A digest is allowed by itself or by a tag that reaches it (AUT-105).
 */
export async function authorizeReference(
  ctx: Context,
  caller: Caller & { readonly access: Access },
  repository: string,
  reference: Reference,
): Promise<Admission | undefined> {
  if (placeOf(repository).kind !== 'store') return undefined
  const question = {
    ...pullQuestion(caller.access, caller.origin, repository),
    reference: referenceText(reference),
  }
  const answer = await decideReference(ctx, question, async () =>
    reference.kind === 'digest' ? tagsReaching(ctx, repository, reference.digest) : [],
  )
  if (answer.allowed) return answer
  throw pullDenied({ ...answer.refusal, repository, action: 'pull' })
}

function tagsReaching(ctx: Context, repository: string, digest: Digest): Promise<readonly string[]> {
  return ctx.transaction((tx) => tags(tx).reaching(repository, digest))
}

/** The question to licensing for this caller. */
export function pullQuestion(access: Access, origin: Origin, repository: string): PullQuestion {
  return {
    caller: {
      ...(access.accountId !== undefined && { accountId: access.accountId, accountName: access.name }),
      staff: access.staff,
      limitedTo: access.limitedTo,
      address: origin.address,
    },
    repository,
  }
}
