import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { type Access, holds } from './access/access.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { isBlocked } from './access/blocks.ts'
import { ensureRepository, namespaceWithQuota, openTaking } from './access/quota-books.ts'
import type { Digest } from './domain/digest.ts'
import { placeOf } from './domain/namespace.ts'
import { blobs } from './store/blobs.ts'

export interface MountBlob {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
  /** Where the blob is; undefined when the client leaves it to the registry. */
  readonly from?: string
}

/**
 * Lets the repository hand out a blob of another one without sending it again. Answers false when that is not
 * possible, with no hint whether the blob exists (AUT-106): the client then uploads it.
 */
export async function mountBlob(ctx: Context, input: MountBlob): Promise<boolean> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  const { access } = input.caller
  if (!access || !mayPullSource(access, input)) return false
  if (!access.staff && input.from !== undefined && (await isBlocked(ctx, input.from))) return false
  const now = ctx.clock.now()
  return withRoom(ctx, input, async (tx) => {
    if (!(await isWithinReach(tx, input))) return false
    const repositoryId = await ensureRepository(ctx, tx, input.repository)
    await blobs(tx).link(repositoryId, input.digest, now)
    return true
  })
}

/** Does the mount when the publisher's quota has room for a blob that it does not have yet (registry.bytes_over_quota). */
async function withRoom<T>(ctx: Context, input: MountBlob, work: (tx: Tx) => Promise<T>): Promise<T> {
  const taking = await openTaking(ctx, input.repository)
  if (!taking) return ctx.transaction(work)
  try {
    const more = await ctx.transaction((tx) => newBytes(tx, input))
    await taking.take(more)
    const done = await ctx.transaction(work)
    taking.write(more)
    return done
  } finally {
    taking.end()
  }
}

async function newBytes(tx: Tx, { repository, digest, from }: MountBlob): Promise<number> {
  const namespace = namespaceWithQuota(repository)
  if (from === undefined || namespace === undefined) return 0
  return (await blobs(tx).isInNamespace(namespace, digest)) ? 0 : ((await blobs(tx).sizeIn(from, digest)) ?? 0)
}

/** Whoever may push to a staging namespace may pull from all of it, whatever else the token says. */
function mayPullSource(access: Access, { repository, from }: MountBlob): boolean {
  if (from === undefined || holds(access, 'repository', from, 'pull')) return true
  const [target, source] = [placeOf(repository), placeOf(from)]
  return target.kind === 'staging' && source.kind === 'staging' && target.namespace === source.namespace
}

/** The link that was found stays until the transaction ends. Without a source the namespace is searched. */
async function isWithinReach(tx: Tx, { repository, digest, from }: MountBlob): Promise<boolean> {
  if (from !== undefined) return (await blobs(tx).relyOn(from, digest)) !== undefined
  const place = placeOf(repository)
  return place.kind === 'staging' && blobs(tx).isInNamespace(place.namespace, digest)
}
