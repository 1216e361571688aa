import type { Readable } from 'node:stream'
import { recordAudit } from '../audit/index.ts'
import { isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeImages } from './access/authorize-images.ts'
import { keepManifest, type PreparedManifest, prepareManifest } from './access/keep-manifest.ts'
import { keepWithinQuota } from './access/keep-within-quota.ts'
import { archiveIncomplete, archiveInvalid, archiveUnaddressed } from './domain/errors.ts'
import { type ImportAddress, importTargets } from './domain/import-targets.ts'
import type { LayoutImage } from './domain/oci-layout.ts'
import { ArchiveIntake, importer } from './layout/archive-intake.ts'
import { type ArrivingTrees, arrivingTrees, type TreeManifest } from './layout/arriving-trees.ts'
import { unpackLayout } from './layout/unpack-layout.ts'
import { mountBlob } from './mount-blob.ts'
import { blobs } from './store/blobs.ts'
import { manifests } from './store/manifests.ts'
import { tags } from './store/tags.ts'

export interface ImportImages extends ImportAddress {
  /** An OCI image layout as a tar stream. */
  readonly source: Readable
}

/** What an archive brought. */
export interface ImportedImages {
  readonly repositories: readonly {
    readonly repository: string
    readonly tags: readonly string[]
    readonly manifests: number
  }[]
  /** Blobs that were uploaded, and those that were there before. */
  readonly uploaded: number
  readonly known: number
}

/**
 * Takes over the images of an OCI image layout archive, ours or one that skopeo, buildx or oras made: digests unchanged,
 * blobs first, then all manifests and tags of a repository in one transaction, so that nothing can be seen by half.
 * An import that broke off is begun again with the same archive; what is there is not stored twice. Published repositories
 * are restored by the operator's command only, and their tags stay what they are (registry.tag_immutable).
 * Throws registry.archive_invalid, registry.archive_incomplete, registry.archive_unaddressed, and
 * registry.bytes_over_quota when the publisher has no room for it.
 */
export async function importImages(ctx: Context, input: ImportImages): Promise<ImportedImages> {
  await authorizeAddress(ctx, input)
  const intake = new ArchiveIntake(ctx, input.into?.repository)
  const targets = await receive(ctx, input, intake)
  const trees = new Map<string, ArrivingTrees>()
  for (const [repository, images] of targets) trees.set(repository, await complete(ctx, intake, repository, images))
  for (const [repository, { manifests: arriving }] of trees) await keep(ctx, repository, arriving)
  return {
    repositories: [...trees].map(([repository, { manifests: kept }]) => ({
      repository,
      tags: kept.flatMap((manifest) => manifest.tags).sort(),
      manifests: kept.length,
    })),
    uploaded: intake.uploaded,
    known: intake.known,
  }
}

/** Without a repository named, the archive says where things go; only the operator's command may follow it. */
async function authorizeAddress(ctx: Context, { into }: ImportAddress): Promise<void> {
  if (into) await authorizeImages(ctx, 'push', into.repository)
  else if (!isSystem(ctx.actor)) throw archiveUnaddressed({ why: 'name the repository that the images go to' })
}

async function receive(
  ctx: Context,
  input: ImportImages,
  intake: ArchiveIntake,
): Promise<ReadonlyMap<string, readonly LayoutImage[]>> {
  let targets: ReadonlyMap<string, readonly LayoutImage[]> | undefined
  for await (const part of unpackLayout(input.source)) {
    if (part.kind === 'blob') await intake.take(part)
    else {
      targets = importTargets(part.images, input)
      for (const repository of targets.keys()) await authorizeImages(ctx, 'push', repository)
      intake.home ??= [...targets.keys()][0]
    }
  }
  if (!targets) throw archiveInvalid({ why: 'its index.json is missing' })
  return targets
}

/** What belongs to the images, with every blob in their repository. */
async function complete(
  ctx: Context,
  intake: ArchiveIntake,
  repository: string,
  images: readonly LayoutImage[],
): Promise<ArrivingTrees> {
  const trees = await arrivingTrees(images, async (digest) => {
    const brought = await intake.manifest(digest)
    return brought ?? (await ctx.transaction((tx) => manifests(tx).find(repository, digest)))?.bytes
  })
  const { home = repository } = intake
  for (const { digest, neededBy } of trees.blobs) {
    if ((await intake.bring(digest)) && home === repository) continue
    const there = await ctx.transaction((tx) => blobs(tx).sizeIn(repository, digest))
    if (there !== undefined) continue
    const caller = importer(repository, home)
    const mounted = home !== repository && (await mountBlob(ctx, { caller, repository, digest, from: home }))
    if (!mounted) throw archiveIncomplete({ digest, neededBy })
  }
  return trees
}

/** Everything of one repository appears in one transaction. What is there already is left alone. */
async function keep(ctx: Context, repository: string, arriving: readonly TreeManifest[]): Promise<void> {
  const prepared: PreparedManifest[] = []
  for (const manifest of arriving) {
    if (await isKept(ctx, repository, manifest)) continue
    const { digest, bytes, mediaType: contentType, tags: named } = manifest
    const reference = { kind: 'digest', digest } as const
    prepared.push(await prepareManifest(ctx, { repository, reference, bytes, contentType, tags: named }))
  }
  await keepWithinQuota(ctx, repository, prepared, () => keepAll(ctx, repository, prepared, arriving))
}

function keepAll(
  ctx: Context,
  repository: string,
  prepared: readonly PreparedManifest[],
  arriving: readonly TreeManifest[],
): Promise<void> {
  return ctx.transaction(async (tx) => {
    for (const manifest of prepared) await keepManifest(ctx, tx, manifest)
    await recordAudit(ctx.within(tx), {
      action: 'registry.images_imported',
      subject: { kind: 'repository', id: repository, name: repository },
      details: { manifests: prepared.length, tags: arriving.flatMap((manifest) => manifest.tags).length },
    })
  })
}

function isKept(ctx: Context, repository: string, manifest: TreeManifest): Promise<boolean> {
  return ctx.transaction(async (tx) => {
    if ((await manifests(tx).mediaTypeIn(repository, manifest.digest)) !== manifest.mediaType) return false
    for (const tag of manifest.tags) {
      if ((await tags(tx).find(repository, tag))?.digest !== manifest.digest) return false
    }
    return true
  })
}
