import { accountOf, hasRole } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { nameUnknown, ownerNeeded } from '../domain/errors.ts'
import { placeOf } from '../domain/namespace.ts'
import { memoryOf } from '../memory/registry-memory.ts'

/** Lets people of the publisher and reviewing staff look into a namespace; to everybody else it does not exist (AUT-072). */
export async function authorizeNamespace(ctx: Context, repositoryOrNamespace: string): Promise<void> {
  if (hasRole(ctx.actor, 'moderator', 'security', 'certifier')) return
  const account = accountOf(ctx.actor)
  // A namespace lies where its repositories lie.
  const named = placeOf(repositoryOrNamespace)
  const place = named.kind === 'nowhere' ? placeOf(`${repositoryOrNamespace}/any`) : named
  const namespace = place.kind === 'staging' ? place.namespace : place.kind === 'store' ? place.publisher : undefined
  const role = account && namespace ? await memoryOf(ctx).access.namespaceRole(ctx, account, namespace) : undefined
  if (!role) throw nameUnknown({ repository: repositoryOrNamespace })
}

/** Lets owners of the publisher decide about everything in a namespace; to outsiders it does not exist (AUT-072). */
export async function authorizeNamespaceOwner(ctx: Context, namespace: string): Promise<void> {
  const account = accountOf(ctx.actor)
  const role = account && (await memoryOf(ctx).access.namespaceRole(ctx, account, namespace))
  if (!role) throw nameUnknown({ repository: namespace })
  if (role !== 'owner') throw ownerNeeded({ namespace })
}
