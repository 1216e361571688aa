import { recordAudit } from '../../audit/index.ts'
import { accountOf } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/database.ts'
import { type Platform, platformOf } from '../domain/descriptor.ts'
import { algorithmOf, type Digest, digestOf, mentionedDigests } from '../domain/digest.ts'
import { digestMismatch, manifestBlobUnknown, manifestInvalid, sizeInvalid, tagImmutable } from '../domain/errors.ts'
import type { ImagePushed } from '../domain/events.ts'
import { largestTree, type Manifest, neededBlobs, parseManifest } from '../domain/manifest.ts'
import type { Reference } from '../domain/names.ts'
import { hasImmutableTags } from '../domain/namespace.ts'
import { tellOutdated } from '../memory/registry-news.ts'
import { blobs } from '../store/blobs.ts'
import { manifests } from '../store/manifests.ts'
import type { RepositoryId } from '../store/repositories.ts'
import { tags } from '../store/tags.ts'
import { isBlobMissing } from './blob-errors.ts'
import { doneBy } from './done-by.ts'
import { ensureRepository } from './quota-books.ts'
import { readSmallBlob } from './read-small-blob.ts'

/** A manifest as it arrives, by a push or out of an archive. */
export interface ArrivingManifest {
  readonly repository: string
  readonly reference: Reference
  readonly bytes: Buffer
  readonly contentType?: string
  /** Tags to set besides the reference. */
  readonly tags?: readonly string[]
}

/** A manifest that was read and is what its reference says. What it names is looked up when it is kept. */
export interface PreparedManifest {
  readonly repository: string
  /** Every tag that shall point at it, each once. */
  readonly tags: readonly string[]
  readonly bytes: Buffer
  readonly digest: Digest
  readonly manifest: Manifest
  readonly platform?: Platform
}

/**
 * Reads a manifest before the transaction that keeps it: its configuration is a blob. Throws registry.manifest_invalid,
 * registry.digest_mismatch, and registry.manifest_blob_unknown when the repository lacks the configuration.
 */
export async function prepareManifest(ctx: Context, arriving: ArrivingManifest): Promise<PreparedManifest> {
  const { repository, reference, bytes } = arriving
  const manifest = parseManifest(bytes, arriving.contentType)
  const digest = digestOf(bytes, reference.kind === 'digest' ? algorithmOf(reference.digest) : 'sha256')
  if (reference.kind === 'digest' && reference.digest !== digest) {
    throw digestMismatch({ expected: reference.digest, actual: digest })
  }
  const platform = await configuredPlatform(ctx, repository, manifest)
  const named = reference.kind === 'tag' ? [reference.tag] : []
  const tags = [...new Set([...named, ...(arriving.tags ?? [])])]
  return { repository, tags, bytes, digest, manifest, ...(platform && { platform }) }
}

/**
 * Stores the manifest with what it points at, its tags, the trail's lines and the events, in the caller's transaction.
 * Throws registry.manifest_blob_unknown, registry.size_invalid, and registry.tag_immutable for another content under
 * a published tag.
 */
export async function keepManifest(ctx: Context, tx: Tx, prepared: PreparedManifest): Promise<void> {
  const { repository, bytes, digest, manifest, platform } = prepared
  const now = ctx.clock.now()
  const account = accountOf(ctx.actor)
  const repositoryId = await ensureRepository(ctx, tx, repository)
  const below = await sizeBelow(tx, repositoryId, manifest)
  const mentioned = await mentionedBlobs(tx, repositoryId, manifest, bytes)
  await manifests(tx).put(repositoryId, {
    digest,
    bytes,
    manifest,
    mentioned,
    totalSize: Math.min(bytes.byteLength + below, Number.MAX_SAFE_INTEGER),
    ...(platform && { platform }),
    pushedAt: now,
    ...(account && { pushedBy: account }),
  })
  for (const tag of prepared.tags) await keepTag(ctx, tx, repositoryId, repository, tag, digest)
  for (const tag of prepared.tags.length > 0 ? prepared.tags : [undefined]) {
    await tell(ctx, tx, repository, tag, digest)
  }
  await tellOutdated(ctx, tx, { what: 'manifest', repository, digest })
}

/** Points the tag at the digest. A published tag is set once and stays (STO-078). */
async function keepTag(
  ctx: Context,
  tx: Tx,
  repositoryId: RepositoryId,
  repository: string,
  tag: string,
  digest: Digest,
): Promise<void> {
  const now = ctx.clock.now()
  const account = accountOf(ctx.actor)
  const placed = { name: tag, digest, pushedAt: now }
  if (!hasImmutableTags(repository)) await tags(tx).move(repositoryId, placed, account)
  else if ((await tags(tx).setOnce(repositoryId, placed, account)) !== digest) throw tagImmutable({ repository, tag })
  await tags(tx).remember(ctx.newId(), { repository, tag, digest, at: now, ...(account && { account }) })
}

async function tell(ctx: Context, tx: Tx, repository: string, name: string | undefined, digest: Digest): Promise<void> {
  const tag = name === undefined ? {} : { tag: name }
  await recordAudit(ctx.within(tx), {
    action: 'registry.image_pushed',
    subject: { kind: 'repository', id: repository, name: repository },
    details: { digest, ...tag },
  })
  const event: ImagePushed = { type: 'image.pushed', repository, digest, ...tag, ...doneBy(ctx) }
  await ctx.publish(tx, event)
  if (name !== undefined) await tellOutdated(ctx, tx, { what: 'tag', repository, tag: name })
}

/** The platform that the image's configuration names. Read before the transaction: it is a blob. */
async function configuredPlatform(ctx: Context, repository: string, manifest: Manifest): Promise<Platform | undefined> {
  const { config, kind } = manifest
  if (!config || kind === 'other') return undefined
  const size = await ctx.transaction((tx) => blobs(tx).sizeIn(repository, config.digest))
  if (size === undefined) throw manifestBlobUnknown({ digest: config.digest })
  const bytes = await readSmallBlob(ctx, config.digest, size).catch((error: unknown) => {
    // Collected between the two lines: nothing needed it until now.
    throw isBlobMissing(error) ? manifestBlobUnknown({ digest: config.digest }) : error
  })
  if (!bytes) return undefined
  try {
    return platformOf(JSON.parse(bytes.toString('utf8')))
  } catch {
    // An artifact's configuration may be anything.
    return undefined
  }
}

/** Blobs of the repository that a manifest of a type that nobody reads here mentions: the best guess at what it needs. */
async function mentionedBlobs(tx: Tx, repositoryId: RepositoryId, manifest: Manifest, bytes: Buffer) {
  if (manifest.kind !== 'other') return []
  const present = await blobs(tx).relyOnAll(repositoryId, mentionedDigests(bytes))
  return [...present].map(([digest, size]) => ({ digest, size }))
}

/** Bytes below the manifest, which stay from here to the end of the transaction; throws for what is not there, and for sizes that are not as stated. */
async function sizeBelow(tx: Tx, repositoryId: RepositoryId, manifest: Manifest): Promise<number> {
  const needed = neededBlobs(manifest)
  const present = await blobs(tx).relyOnAll(
    repositoryId,
    needed.map((entry) => entry.digest),
  )
  for (const entry of needed) {
    const size = present.get(entry.digest)
    if (size === undefined) throw manifestBlobUnknown({ digest: entry.digest })
    if (size !== entry.size) throw sizeInvalid({ digest: entry.digest, said: entry.size, is: size })
  }
  const digests = manifest.children.map((child) => child.digest)
  const children = await manifests(tx).relyOnAll(repositoryId, digests)
  if (manifest.kind === 'index') {
    for (const child of digests) if (!children.has(child)) throw manifestBlobUnknown({ digest: child })
    refuseLargeTree(await manifests(tx).extentOf(repositoryId, digests))
  }
  return [...present.values(), ...children.values()].reduce((sum, size) => sum + size, 0)
}

function refuseLargeTree(extent: {
  readonly manifests: number
  readonly bytes: number
  readonly levels: number
}): void {
  const { levels, manifests: most, bytes } = largestTree
  if (extent.levels > levels) throw manifestInvalid({ why: `more than ${levels} levels of manifests are below it.` })
  if (extent.manifests > most) throw manifestInvalid({ why: `more than ${most} manifests are below it.` })
  if (extent.bytes > bytes) {
    throw manifestInvalid({ why: `the manifests below it have more than ${bytes / 1024 / 1024} MiB.` })
  }
}
