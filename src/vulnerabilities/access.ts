import { authorize, authorizeSignedIn } from '../accounts/index.ts'
import { hasRole, isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { findPublisherByNamespace, publisherRoleOf } from '../publishers/index.ts'
import { imageNotFound, scannerRoleNeeded } from './domain/errors.ts'

/** Staff who keep the advisory data, and the program itself. */
export function authorizeAdvisories(ctx: Context): void {
  if (!isSystem(ctx.actor)) authorize(ctx, 'security.classify')
}

/**
 * Results are for the publisher's members and for store staff only, never for customers or other publishers (STO-093).
 * Everybody else gets the answer of a repository that does not exist (ARC-54).
 */
export async function authorizeScanReader(ctx: Context, repository: string, reference: string): Promise<void> {
  if (isSystem(ctx.actor) || hasRole(ctx.actor, 'moderator', 'security', 'certifier')) return
  if (ctx.actor.kind === 'anonymous') authorizeSignedIn(ctx)
  if ((await roleIn(ctx, repository)) === undefined) throw imageNotFound({ repository, reference })
}

/** Scans on demand need write access (STO-091). */
export async function authorizeScanStart(ctx: Context, repository: string): Promise<void> {
  await authorizeScanReader(ctx, repository, 'latest')
  if (isSystem(ctx.actor) || hasRole(ctx.actor, 'moderator', 'security', 'certifier')) return
  if ((await roleIn(ctx, repository)) === 'viewer') throw scannerRoleNeeded()
}

async function roleIn(ctx: Context, repository: string): Promise<string | undefined> {
  const [first = '', second = ''] = repository.split('/')
  const publisher = await findPublisherByNamespace(ctx, first === 'store' ? second : first)
  const accountId = authorizeSignedIn(ctx)
  return publisher && publisherRoleOf(ctx, accountId, publisher.id)
}
