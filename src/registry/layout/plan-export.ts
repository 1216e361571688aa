import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'
import { exportTooLarge, imageDamaged, manifestUnknown, nameUnknown } from '../domain/errors.ts'
import { isForeignLayer } from '../domain/media-types.ts'
import { type Reference, referenceText } from '../domain/names.ts'
import type { LayoutImage } from '../domain/oci-layout.ts'
import { imageClosure, type ManifestLine, type Pointer } from '../store/image-closure.ts'
import { type RepositoryId, repositories } from '../store/repositories.ts'
import { tags } from '../store/tags.ts'

/** Most manifests of one archive; their digests are held in memory. */
const mostManifests = 50_000
const batch = 500

/** What of a repository goes into an archive: one reference, or all tags. */
export interface Selection {
  readonly repository: string
  readonly reference?: Reference
}

/** What an archive will hold. Only names and sizes; the bytes are read when it is their turn. */
export interface ExportPlan {
  readonly images: readonly (LayoutImage & { readonly repository: string })[]
  /** Every manifest once, with a repository that has it, in order of digest. */
  readonly manifests: readonly { readonly digest: Digest; readonly size: number; readonly repository: string }[]
  /** Every blob once, in order of digest. */
  readonly blobs: readonly { readonly digest: Digest; readonly size: number }[]
}

/**
 * Collects images with everything below and about them. The same content gives the same plan.
 * Throws registry.name_unknown, registry.manifest_unknown, registry.image_damaged and registry.export_too_large.
 */
export async function planExport(ctx: Context, selections: readonly Selection[]): Promise<ExportPlan> {
  const images: (LayoutImage & { repository: string })[] = []
  const manifests = new Map<Digest, { digest: Digest; size: number; repository: string }>()
  const blobs = new Map<Digest, number>()
  for (const selection of [...selections].sort((a, b) => order(a.repository, b.repository))) {
    const found = await selected(ctx, selection)
    images.push(...found.images)
    for (const { digest, size } of found.lines) {
      if (!manifests.has(digest)) manifests.set(digest, { digest, size, repository: selection.repository })
    }
    if (manifests.size > mostManifests) throw exportTooLarge({ limit: mostManifests })
    await addBlobs(ctx, found, blobs)
  }
  return {
    images,
    manifests: [...manifests.values()].sort((a, b) => order(a.digest, b.digest)),
    blobs: [...blobs]
      .map(([digest, size]) => ({ digest, size }))
      .filter(({ digest }) => !manifests.has(digest))
      .sort((a, b) => order(a.digest, b.digest)),
  }
}

interface Selected {
  readonly repositoryId: RepositoryId
  readonly images: readonly (LayoutImage & { readonly repository: string })[]
  readonly lines: readonly ManifestLine[]
}

async function selected(ctx: Context, { repository, reference }: Selection): Promise<Selected> {
  const repositoryId = await ctx.transaction((tx) => repositories(tx).find(repository))
  if (!repositoryId) throw nameUnknown({ repository })
  const named = new Map<string, Digest>()
  const roots = new Set<Digest>()
  if (reference?.kind === 'digest') roots.add(reference.digest)
  else if (reference) await nameOne(ctx, repository, reference.tag, named)
  else await nameAll(ctx, repository, named)
  const lines = await withFallbacks(ctx, repositoryId, roots, named)
  const known = new Map(lines.map((line) => [line.digest, line]))
  const [wanted] = roots
  if (reference && ![...named.values(), wanted].some((digest) => digest && known.has(digest))) {
    throw manifestUnknown({ repository, reference: referenceText(reference) })
  }
  return { repositoryId, images: imagesOf(repository, roots, named, known), lines }
}

async function nameOne(ctx: Context, repository: string, tag: string, named: Map<string, Digest>): Promise<void> {
  const found = await ctx.transaction((tx) => tags(tx).find(repository, tag))
  if (found) named.set(tag, found.digest)
}

async function nameAll(ctx: Context, repository: string, named: Map<string, Digest>): Promise<void> {
  for (let last = ''; ; ) {
    const after = last
    const page = await ctx.transaction((tx) => tags(tx).list(repository, after, 1000))
    for (const { name, digest } of page) named.set(name, digest)
    const end = page.at(-1)
    if (!end || page.length < 1000) return
    if (named.size > mostManifests) throw exportTooLarge({ limit: mostManifests })
    last = end.name
  }
}

/** The closure, and again with the tags that older clients keep signatures under, until nothing is added. */
async function withFallbacks(
  ctx: Context,
  repositoryId: RepositoryId,
  roots: ReadonlySet<Digest>,
  named: Map<string, Digest>,
): Promise<readonly ManifestLine[]> {
  for (;;) {
    const from = [...new Set([...roots, ...named.values()])]
    const before = named.size
    const lines = await ctx.transaction(async (tx) => {
      const closure = imageClosure(tx, repositoryId)
      const reached = await closure.of(from, mostManifests + 1)
      if (reached.length > mostManifests) throw exportTooLarge({ limit: mostManifests })
      for (const tag of await closure.fallbackTags(reached.map(({ digest }) => digest))) named.set(tag.name, tag.digest)
      return reached
    })
    if (named.size === before) return lines
  }
}

/** Tags in order, then what was asked for by digest, then what is about something. All else is found below these. */
function imagesOf(
  repository: string,
  roots: ReadonlySet<Digest>,
  named: ReadonlyMap<string, Digest>,
  known: ReadonlyMap<Digest, ManifestLine>,
): (LayoutImage & { repository: string })[] {
  const line = (digest: Digest, tag?: string) => {
    const manifest = known.get(digest)
    if (!manifest) return []
    const { mediaType, size, subject: about } = manifest
    return [{ mediaType, digest, size, repository, ...(tag !== undefined && { tag }), ...(about && { about }) }]
  }
  const tagged = [...named].sort(([a], [b]) => order(a, b)).flatMap(([tag, digest]) => line(digest, tag))
  const mentioned = new Set<Digest>(named.values())
  const about = [...known.values()].filter(({ subject }) => subject !== undefined).map(({ digest }) => digest)
  const untagged = [...new Set([...[...roots].sort(order), ...about.sort(order)])]
  return [...tagged, ...untagged.filter((digest) => !mentioned.has(digest)).flatMap((digest) => line(digest))]
}

async function addBlobs(ctx: Context, { repositoryId, lines }: Selected, blobs: Map<Digest, number>): Promise<void> {
  for (let at = 0; at < lines.length; at += batch) {
    const digests = lines.slice(at, at + batch).map(({ digest }) => digest)
    const pointers = await ctx.transaction((tx) => imageClosure(tx, repositoryId).pointers(digests))
    for (const pointer of pointers) {
      if (!isThere(pointer)) continue
      if (pointer.kind !== 'manifest') blobs.set(pointer.digest, pointer.size)
    }
  }
}

/** True when it goes into the archive; foreign layers are fetched from elsewhere. What should be there and is not, is damage. */
function isThere(pointer: Pointer): pointer is Pointer & { readonly size: number } {
  if (pointer.size !== undefined) return true
  if (pointer.kind === 'layer' && isForeignLayer(pointer.mediaType)) return false
  throw imageDamaged({ digest: pointer.manifest, why: `it needs ${pointer.digest}, which is not there` })
}

/** By code units: the same everywhere, whatever the language of the machine. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
