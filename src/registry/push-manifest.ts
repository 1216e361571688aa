import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { keepManifest, prepareManifest } from './access/keep-manifest.ts'
import { keepWithinQuota } from './access/keep-within-quota.ts'
import type { Digest } from './domain/digest.ts'
import type { Reference } from './domain/names.ts'

export interface PushManifest {
  readonly caller: Caller
  readonly repository: string
  readonly reference: Reference
  readonly bytes: Buffer
  readonly contentType?: string
  /** Tags to set besides the reference; an invalid one is refused with registry.tag_invalid. */
  readonly tags?: readonly string[]
}

export interface PushedManifest {
  readonly digest: Digest
  /** The image that this manifest is about, if it is about one. */
  readonly subject?: Digest
}

/**
 * Stores a manifest byte for byte with what it points at, its tags, the trail's lines and the events, all or nothing.
 * Everything that it names must be there already (registry.manifest_blob_unknown), and the publisher's quota must have
 * room for its bytes (registry.bytes_over_quota): many manifests take as much room as a layer.
 */
export async function pushManifest(ctx: Context, input: PushManifest): Promise<PushedManifest> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  const prepared = await prepareManifest(ctx, input)
  await keepWithinQuota(ctx, input.repository, [prepared], () =>
    ctx.transaction((tx) => keepManifest(ctx, tx, prepared)),
  )
  const { digest, manifest } = prepared
  return { digest, ...(manifest.subject && { subject: manifest.subject.digest }) }
}
