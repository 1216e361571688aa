import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { nameOf } from './access/acting.ts'
import type { Digest } from './domain/digest.ts'
import { collectionRuns } from './store/collection-runs.ts'
import { garbagePreview } from './store/garbage-preview.ts'

const pageSize = 500
/** Digests that are named; all of them are counted. */
const mostNamed = 1000

/** What a garbage collection would do now. */
export interface CollectionPreview {
  readonly examined: number
  readonly links: number
  readonly blobs: number
  readonly bytes: number
  /** The first of the blobs, in order of digest. */
  readonly digests: readonly Digest[]
}

/** A dry run: what would go, counted and named; nothing but the list of runs is changed. */
export async function previewCollection(ctx: Context): Promise<CollectionPreview> {
  authorize(ctx, 'registry.administer')
  const now = ctx.clock.now()
  const before = new Date(now.getTime() - ctx.settings.collectionDelay)
  const found = { examined: 0, links: 0, blobs: 0, bytes: 0 }
  const digests: Digest[] = []
  for (let last = ''; ; ) {
    const page = await ctx.transaction((tx) => garbagePreview(tx).page(before, last, pageSize))
    for (const { digest, candidates, links, freed } of page) {
      found.examined += candidates
      found.links += links
      if (freed === undefined) continue
      found.blobs++
      found.bytes += freed
      if (digests.length < mostNamed) digests.push(digest)
    }
    const end = page.at(-1)
    if (!end || page.length < pageSize) break
    last = end.digest
  }
  await ctx.transaction((tx) =>
    collectionRuns(tx).insertDry(ctx.newId(), now, nameOf(ctx.actor), {
      examined: found.examined,
      linksRemoved: found.links,
      blobsRemoved: found.blobs,
      bytesFreed: found.bytes,
      queued: 0,
    }),
  )
  return { ...found, digests }
}
