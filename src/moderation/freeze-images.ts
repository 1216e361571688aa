import { type Manifest, type ManifestChange, sourcesOf, storeRepositoryOf } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { FieldProblem } from '../platform/errors.ts'
import { type ImageDescription, placeImage, removeRepository, resolveImage } from '../registry/index.ts'
import { holdingRepositoryOf, type SubmissionId, type SubmittedImage } from './domain/submission.ts'

/** What the tags of a manifest stand for now, and which of them cannot be submitted. */
export interface ResolvedImages {
  readonly images: readonly SubmittedImage[]
  readonly problems: readonly FieldProblem[]
}

// public: called by submit-product, which has authorized.
/** Looks up every tag that the plans name; each must exist and not be published with other content (STO-073, STO-078). */
export async function resolveImages(ctx: Context, manifest: Manifest): Promise<ResolvedImages> {
  const images: SubmittedImage[] = []
  const problems: FieldProblem[] = []
  for (const { repository, tag, planIds } of sourcesOf(manifest)) {
    const image = await resolveImage(ctx, { repository, reference: tag })
    const published = await resolveImage(ctx, { repository: storeRepositoryOf(repository), reference: tag })
    const message = problemOf(`${repository}:${tag}`, image, published)
    if (message) problems.push({ field: fieldOf(manifest, repository, tag), message })
    else if (image) {
      const { digest, size, platforms, pushedAt } = image
      images.push({ repository, tag, digest, size, planIds, pushedAt, platforms: platforms.map(plainPlatform) })
    }
  }
  return { images, problems }
}

/** Copies the images into the holding area of the submission, in place of those of the round before (STO-084). */
export async function holdImages(
  ctx: Context,
  submissionId: SubmissionId,
  images: readonly SubmittedImage[],
  former: readonly SubmittedImage[],
): Promise<void> {
  await dropHeldImages(ctx, submissionId, former)
  for (const { repository, tag, digest } of images) {
    const to = { repository: holdingRepositoryOf(submissionId, repository), tag }
    await placeImage(ctx, { from: { repository, digest }, to })
  }
}

/** Empties the holding area of a submission. */
export async function dropHeldImages(
  ctx: Context,
  submissionId: SubmissionId,
  images: readonly SubmittedImage[],
): Promise<void> {
  const held = new Set(images.map(({ repository }) => holdingRepositoryOf(submissionId, repository)))
  for (const repository of held) await removeRepository(ctx, repository)
}

function problemOf(name: string, image?: ImageDescription, published?: ImageDescription): string | undefined {
  if (!image) return `There is no image ${name}. Push it, then submit again.`
  if (image.kind === 'other') return `${name} is not an image that can be run. Push an image or a plugin.`
  if (published && published.digest !== image.digest) {
    return `${name} is published already with other content, and published tags never change. Push it under a new tag.`
  }
  return undefined
}

function fieldOf(manifest: Manifest, repository: string, tag: string): ManifestChange['field'] {
  for (const [p, plan] of manifest.plans.entries()) {
    for (const [r, source] of plan.repositories.entries()) {
      const t = source.repository === repository ? source.tags.indexOf(tag) : -1
      if (t >= 0) return `plans.${p}.repositories.${r}.tags.${t}`
    }
  }
  return 'plans'
}

function plainPlatform({ os, architecture, variant }: ImageDescription['platforms'][number]) {
  return { os, architecture, ...(variant !== undefined && { variant }) }
}
