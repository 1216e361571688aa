import type { Context } from '../platform/context.ts'
import { authorizeAccess, authorizeReference, type Caller } from './access/authorize-access.ts'
import type { Digest } from './domain/digest.ts'
import { loginRequired } from './domain/errors.ts'
import { annotationsOf } from './domain/manifest.ts'
import { referrers, type StoredReferrer } from './store/referrers.ts'

export interface ListReferrers {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
  /** Only those of this type. */
  readonly artifactType?: string
  /** Continues after this digest; empty: from the beginning. */
  readonly last: Digest | ''
  /** 0 to 1000. */
  readonly limit: number
}

export interface Referrer {
  readonly digest: Digest
  readonly mediaType: string
  readonly size: number
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
}

export interface ReferrerPage {
  readonly referrers: readonly Referrer[]
  /** Continue after this digest; undefined on the last page. */
  readonly next?: Digest
}

/** Signatures, SBOMs and other manifests about an image; an image without any, or not pushed yet, has an empty list. */
export async function listReferrers(ctx: Context, input: ListReferrers): Promise<ReferrerPage> {
  await authorizeAccess(ctx, input.caller, 'pull', input.repository)
  const { caller, repository, digest, artifactType, last, limit } = input
  const { access } = caller
  if (!access) throw loginRequired()
  await authorizeReference(ctx, { ...caller, access }, repository, { kind: 'digest', digest })
  if (limit === 0) return { referrers: [] }
  const query = { repository, subject: digest, last, limit, ...(artifactType !== undefined && { artifactType }) }
  const { found, more } = await ctx.transaction((tx) => referrers(tx).page(query))
  const next = more ? found.at(-1)?.digest : undefined
  return { referrers: found.map(described), ...(next !== undefined && { next }) }
}

function described({ digest, mediaType, size, artifactType, bytes }: StoredReferrer): Referrer {
  const annotations = annotationsOf(bytes)
  return {
    digest,
    mediaType,
    size,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations && { annotations }),
  }
}
