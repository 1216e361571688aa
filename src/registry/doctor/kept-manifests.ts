import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/database.ts'
import { algorithmOf, type Digest, digestOf } from '../domain/digest.ts'
import type { Examination } from '../domain/finding.ts'
import { foreignLayerTypes, isForeignLayer } from '../domain/media-types.ts'
import { tellOutdated } from '../memory/registry-news.ts'
import { blobs } from '../store/blobs.ts'
import {
  type ExaminedManifest,
  type ManifestPlace,
  type MissingReference,
  manifestExamination,
} from '../store/manifest-examination.ts'
import type { RepositoryId } from '../store/repositories.ts'

/** Manifests have up to 4 MiB each. */
const manifestPage = 20
const page = 200
/** Totals are mended from below; indexes of indexes are not deeper than this. */
const deepest = 40

/** Every manifest against its digest. One that differs is mended from another repository that has the right bytes. */
export async function examineManifestBytes(ctx: Context, examination: Examination): Promise<number> {
  let count = 0
  for (let after: ManifestPlace | undefined; ; ) {
    const behind = after
    const found = await ctx.transaction((tx) => manifestExamination(tx).page(behind, manifestPage))
    for (const manifest of found) if (!isRight(manifest.digest, manifest.bytes)) await mend(ctx, examination, manifest)
    count += found.length
    after = found.at(-1)
    if (found.length < manifestPage) return count
  }
}

const isRight = (digest: Digest, bytes: Buffer): boolean => digestOf(bytes, algorithmOf(digest)) === digest

async function mend(ctx: Context, { repair, report }: Examination, manifest: ExaminedManifest): Promise<void> {
  const { repository, digest } = manifest
  const problem = `The bytes of the manifest ${digest} of ${repository} are not those of its digest.`
  const mended = await ctx.transaction(async (tx) => {
    const copy = (await manifestExamination(tx).copies(manifest)).find((bytes) => isRight(digest, bytes))
    if (!copy) return false
    if (!repair) return true
    await manifestExamination(tx).replaceBytes(manifest, copy)
    await tellOutdated(ctx, tx, { what: 'manifest', repository, digest })
    return true
  })
  if (mended && repair) {
    report({ check: 'manifest bytes', problem, repaired: 'They were copied from another repository that has them.' })
  } else {
    const advice = mended
      ? 'Call again with --repair to copy them from another repository that has them.'
      : 'Push the image again, or import it from an archive.'
    report({ check: 'manifest bytes', problem, advice })
  }
}

/** What manifests point at and their repository does not have. A blob that the store has is linked. */
export async function examineReferences(ctx: Context, examination: Examination): Promise<void> {
  for (let after: (ManifestPlace & { missing: Digest }) | undefined; ; ) {
    const behind = after
    const found = await ctx.transaction((tx) => manifestExamination(tx).missingReferences(behind, page))
    for (const reference of found) {
      if (reference.kind === 'layer' && isForeignLayer(reference.mediaType)) continue
      await reportReference(ctx, examination, reference)
    }
    after = found.at(-1)
    if (found.length < page) break
  }
  for (const { repository, tag, digest } of await ctx.transaction((tx) => manifestExamination(tx).danglingTags())) {
    examination.report({
      check: 'tag',
      problem: `The tag ${repository}:${tag} points at ${digest}, which the repository does not have.`,
      advice: 'Push the tag again, or delete it.',
    })
  }
}

async function reportReference(ctx: Context, { repair, report }: Examination, of: MissingReference): Promise<void> {
  const { repository, repositoryId, digest, missing, inStore, kind } = of
  const problem = `The manifest ${digest} of ${repository} needs the ${kind} ${missing}, which the repository does not have.`
  if (inStore && repair) {
    const linked = await ctx.transaction((tx) => linkKept(ctx, tx, repositoryId, missing))
    report({
      check: 'reference',
      problem,
      ...(linked
        ? { repaired: 'The store has it; the repository may hand it out now.' }
        : { advice: 'Push the image again, or import it from an archive.' }),
    })
    return
  }
  const advice = inStore
    ? 'The store has it: call again with --repair to let the repository hand it out.'
    : 'Push the image again, or import it from an archive.'
  report({ check: 'reference', problem, advice })
}

/** False when the blob was collected since it was looked for. */
async function linkKept(ctx: Context, tx: Tx, repositoryId: RepositoryId, digest: Digest): Promise<boolean> {
  if (!(await blobs(tx).holdBlob(digest))) return false
  await blobs(tx).link(repositoryId, digest, ctx.clock.now())
  return true
}

/** Total sizes that are not the sum of what they stand for, those below first. */
export async function examineTotals(ctx: Context, { repair, report }: Examination): Promise<void> {
  for (let round = 0; round < deepest; round++) {
    const wrong = await ctx.transaction((tx) => manifestExamination(tx).wrongTotals(foreignLayerTypes))
    for (const place of wrong) {
      if (repair) await ctx.transaction((tx) => manifestExamination(tx).mendTotal(place))
      report({
        check: 'total size',
        problem: `The total size of the manifest ${place.digest} of ${place.repository} is not the sum of its parts.`,
        ...(repair
          ? { repaired: 'It was computed anew.' }
          : { advice: 'Call again with --repair to compute it anew.' }),
      })
    }
    if (!repair || wrong.length === 0) return
  }
}
