import type { Context } from '../platform/context.ts'
import { authorizeAccess, authorizeReference, type Caller } from './access/authorize-access.ts'
import type { Digest } from './domain/digest.ts'
import { loginRequired } from './domain/errors.ts'
import { manifests } from './store/manifests.ts'

export interface ListReferrers {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
}

export interface Referrer {
  readonly digest: Digest
  readonly mediaType: string
  readonly size: number
  readonly artifactType?: string
}

/** Signatures, SBOMs and other manifests about an image; an image without any has an empty list. */
export async function listReferrers(ctx: Context, input: ListReferrers): Promise<readonly Referrer[]> {
  await authorizeAccess(ctx, input.caller, 'pull', input.repository)
  const { caller, repository, digest } = input
  const { access } = caller
  if (!access) throw loginRequired()
  await authorizeReference(ctx, { ...caller, access }, repository, { kind: 'digest', digest })
  const found = await ctx.transaction((tx) => manifests(tx).about(repository, digest))
  return found.map(({ digest: own, mediaType, bytes, artifactType }) => ({
    digest: own,
    mediaType,
    size: bytes.byteLength,
    ...(artifactType !== undefined && { artifactType }),
  }))
}
