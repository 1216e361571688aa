import type { Readable } from 'node:stream'
import type { Context } from '../platform/context.ts'
import type { DomainError } from '../platform/errors.ts'
import { holds } from './access/access.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { isBlobMissing } from './access/blob-errors.ts'
import { refuseBlocked } from './access/blocks.ts'
import type { Digest } from './domain/digest.ts'
import { blobDamaged, blobUnknown } from './domain/errors.ts'
import { placeOf } from './domain/namespace.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { blobs } from './store/blobs.ts'
import { candidates } from './store/candidates.ts'
import { damages } from './store/damages.ts'

export interface PullBlob {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
}

/** A blob that may be read, wholly or in part. */
export interface BlobContent {
  readonly digest: Digest
  readonly size: number
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>
  /** Where the client may fetch it instead; undefined when it is to come from here. */
  address(): Promise<string | undefined>
}

/** Content of a repository by digest. The token decides (AUT-008), unless the content was blocked since (STO-114). */
export async function pullBlob(ctx: Context, input: PullBlob): Promise<BlobContent> {
  await authorizeAccess(ctx, input.caller, 'pull', input.repository)
  const { caller, repository, digest } = input
  if (placeOf(repository).kind === 'store' && caller.access) {
    await refuseBlocked(ctx, { ...caller, access: caller.access }, repository)
  }
  const pushes = caller.access && holds(caller.access, 'repository', repository, 'push')
  const size = pushes ? await sizeForPusher(ctx, repository, digest) : await sizeOf(ctx, repository, digest)
  if (size === undefined) throw await refusal(ctx, input, pushes === true)
  return {
    digest,
    size,
    async open(range) {
      try {
        return await ctx.ports.blobs.read(digest, range)
      } catch (error) {
        throw isBlobMissing(error) ? await refusal(ctx, input, false) : error
      }
    },
    address: async () => ctx.ports.blobs.redirect?.(digest),
  }
}

/** Who may push is told that there is nothing, and brings the blob again; others hear that it cannot be had for now. */
async function refusal(ctx: Context, { repository, digest }: PullBlob, pushes: boolean): Promise<DomainError> {
  if (pushes) return blobUnknown({ digest })
  const isThere = await ctx.transaction(
    async (tx) =>
      (await damages(tx).isDamagedIn(repository, digest)) || (await blobs(tx).sizeIn(repository, digest)) !== undefined,
  )
  return isThere ? blobDamaged({ digest, retryAfter: 300 }) : blobUnknown({ digest })
}

/**
 * A client that is about to push asks for a blob, skips the upload and names the blob in a manifest later: the collector
 * has to wait for that anew, and what was remembered of the blob is not good enough.
 */
function sizeForPusher(ctx: Context, repository: string, digest: Digest): Promise<number | undefined> {
  return ctx.transaction(async (tx) => {
    await candidates(tx).renewLink(repository, digest, ctx.clock.now())
    return blobs(tx).sizeIn(repository, digest)
  })
}

async function sizeOf(ctx: Context, repository: string, digest: Digest): Promise<number | undefined> {
  return memoryOf(ctx).blobSizes.get(`${repository} ${digest}`, ctx.clock.now(), () =>
    ctx.transaction((tx) => blobs(tx).sizeIn(repository, digest)),
  )
}
