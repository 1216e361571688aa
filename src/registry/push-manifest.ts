import { recordAudit } from '../audit/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { readSmallBlob } from './access/read-small-blob.ts'
import { algorithmOf, type Digest, digestOf } from './domain/digest.ts'
import { digestMismatch, manifestBlobUnknown, sizeInvalid } from './domain/errors.ts'
import type { ImagePushed } from './domain/events.ts'
import { type Manifest, neededBlobs, type Platform, parseManifest, platformOf } from './domain/manifest.ts'
import type { Reference } from './domain/names.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { blobs } from './store/blobs.ts'
import { manifests } from './store/manifests.ts'
import { type RepositoryId, repositories } from './store/repositories.ts'
import { tags } from './store/tags.ts'

export interface PushManifest {
  readonly caller: Caller
  readonly repository: string
  readonly reference: Reference
  readonly bytes: Buffer
  readonly contentType?: string
}

export interface PushedManifest {
  readonly digest: Digest
  /** The image that this manifest is about, if it is about one. */
  readonly subject?: Digest
}

/**
 * Stores a manifest byte for byte with what it points at, its tag, the trail's line and the event, all or nothing.
 * Everything that it names must be there already (registry.manifest_blob_unknown).
 */
export async function pushManifest(ctx: Context, input: PushManifest): Promise<PushedManifest> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  const { repository, reference, bytes } = input
  const manifest = parseManifest(bytes, input.contentType)
  const digest = digestOf(bytes, reference.kind === 'digest' ? algorithmOf(reference.digest) : 'sha256')
  if (reference.kind === 'digest' && reference.digest !== digest) {
    throw digestMismatch({ expected: reference.digest, actual: digest })
  }
  const platform = await configuredPlatform(ctx, repository, manifest)
  await ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const account = accountOf(ctx.actor)
    const repositoryId = await repositories(tx).ensure(repository, ctx.newId(), now)
    const below = await sizeBelow(tx, repositoryId, manifest)
    await manifests(tx).put(repositoryId, {
      digest,
      bytes,
      manifest,
      totalSize: bytes.byteLength + below,
      ...(platform && { platform }),
      pushedAt: now,
      ...(account && { pushedBy: account }),
    })
    if (reference.kind === 'tag') {
      await tags(tx).move(repositoryId, { name: reference.tag, digest, pushedAt: now }, account)
      await tags(tx).remember(ctx.newId(), {
        repository,
        tag: reference.tag,
        digest,
        at: now,
        ...(account && { account }),
      })
    }
    await tell(ctx, tx, repository, reference, digest)
  })
  return { digest, ...(manifest.subject && { subject: manifest.subject.digest }) }
}

async function tell(ctx: Context, tx: Tx, repository: string, reference: Reference, digest: Digest): Promise<void> {
  const tag = reference.kind === 'tag' ? { tag: reference.tag } : {}
  await recordAudit(ctx.within(tx), {
    action: 'registry.image_pushed',
    subject: { kind: 'repository', id: repository, name: repository },
    details: { digest, ...tag },
  })
  const event: ImagePushed = { type: 'image.pushed', repository, digest, ...tag }
  await ctx.publish(tx, event)
  await tellOutdated(ctx, tx, { what: 'manifest', repository, digest })
  if (reference.kind === 'tag') await tellOutdated(ctx, tx, { what: 'tag', repository, tag: reference.tag })
}

/** The platform that the image's configuration names. Read before the transaction: it is a blob. */
async function configuredPlatform(ctx: Context, repository: string, manifest: Manifest): Promise<Platform | undefined> {
  const { config } = manifest
  if (!config) return undefined
  const size = await ctx.transaction((tx) => blobs(tx).sizeIn(repository, config.digest))
  if (size === undefined) throw manifestBlobUnknown({ digest: config.digest })
  const bytes = await readSmallBlob(ctx, config.digest, size)
  if (!bytes) return undefined
  try {
    return platformOf(JSON.parse(bytes.toString('utf8')))
  } catch {
    // An artifact's configuration may be anything.
    return undefined
  }
}

/** Bytes below the manifest; throws for what is not there, and for sizes that are not as stated. */
async function sizeBelow(tx: Tx, repositoryId: RepositoryId, manifest: Manifest): Promise<number> {
  const needed = neededBlobs(manifest)
  const present = await blobs(tx).sizesIn(
    repositoryId,
    needed.map((entry) => entry.digest),
  )
  for (const entry of needed) {
    const size = present.get(entry.digest)
    if (size === undefined) throw manifestBlobUnknown({ digest: entry.digest })
    if (size !== entry.size) throw sizeInvalid({ digest: entry.digest, said: entry.size, is: size })
  }
  const children = await manifests(tx).sizesIn(
    repositoryId,
    manifest.children.map((child) => child.digest),
  )
  for (const child of manifest.children) {
    if (!children.has(child.digest)) throw manifestBlobUnknown({ digest: child.digest })
  }
  return [...present.values(), ...children.values()].reduce((sum, size) => sum + size, 0)
}
