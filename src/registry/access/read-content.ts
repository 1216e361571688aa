import { imagesInUse } from '../../catalog/index.ts'
import { after, days } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryContent } from '../domain/retention.ts'
import { contentHolds } from '../store/content-holds.ts'
import type { RepositoryId } from '../store/repositories.ts'
import {
  type LastPull,
  type ListedChild,
  type ListedManifest,
  type ListedTag,
  type RepositoryContentStore,
  repositoryContent,
} from '../store/repository-content.ts'

/** Raw pull events are kept at least so long (STO-200), so no rule looks back further. */
const pullsKept = days(180)
const pageSize = 5000
const heldInWords = 'staff keep it until they release it'

/**
 * Everything in a repository, as rules of what stays see it. Read page by page, each in a transaction of its own: what
 * is taken away is looked at again right before.
 */
export async function readContent(ctx: Context, id: RepositoryId, repository: string): Promise<RepositoryContent> {
  const since = after(ctx.clock.now(), -pullsKept)
  const tags = await allPages<ListedTag>(ctx, (store, last) => store.tags(id, last?.name ?? ''))
  const manifests = await allPages<ListedManifest>(ctx, (store, last) => store.manifests(id, last?.digest ?? ''))
  const children = await allPages<ListedChild>(ctx, (store, last) => store.children(id, last))
  const pulls = await allPages<LastPull>(ctx, (store, last) => store.lastPulls(repository, since, last))
  const neededBy = await neededTags(ctx, repository)
  const held = await heldManifests(ctx, repository, manifests)
  return assemble({ tags, manifests, children, pulls, neededBy, held })
}

async function heldManifests(
  ctx: Context,
  repository: string,
  manifests: readonly ListedManifest[],
): Promise<ReadonlySet<Digest>> {
  const held = new Set<Digest>()
  for (let i = 0; i < manifests.length; i += pageSize) {
    const page = manifests.slice(i, i + pageSize).map(({ digest }) => digest)
    for (const digest of await ctx.transaction((tx) => contentHolds(tx).heldAmong(repository, page))) held.add(digest)
  }
  return held
}

/** Tags that products name, with what names them in words. */
export async function neededTags(ctx: Context, repository: string): Promise<ReadonlyMap<string, string>> {
  const used = await imagesInUse(ctx, repository)
  return new Map([...used].map(([tag, product]) => [tag, `the product ${product} names it`]))
}

async function allPages<Entry>(
  ctx: Context,
  page: (store: RepositoryContentStore, last: Entry | undefined) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  const all: Entry[] = []
  for (;;) {
    const found = await ctx.transaction((tx) => page(repositoryContent(tx), all.at(-1)))
    if (found.length === 0) return all
    for (const entry of found) all.push(entry)
  }
}

interface Read {
  readonly tags: readonly ListedTag[]
  readonly manifests: readonly ListedManifest[]
  readonly children: readonly ListedChild[]
  readonly pulls: readonly LastPull[]
  readonly neededBy: ReadonlyMap<string, string>
  readonly held: ReadonlySet<Digest>
}

function assemble({ tags, manifests, children, pulls, neededBy, held }: Read): RepositoryContent {
  const pulledAt = lastByKey(pulls)
  const childrenOf = new Map<Digest, Digest[]>()
  for (const { manifest, child } of children) {
    const known = childrenOf.get(manifest)
    if (known) known.push(child)
    else childrenOf.set(manifest, [child])
  }
  return {
    tags: tags.map((tag) => {
      const last = later(pulledAt.get(tag.name), pulledAt.get(tag.digest))
      const needed = neededBy.get(tag.name) ?? (held.has(tag.digest) ? heldInWords : undefined)
      return { ...tag, ...(last && { pulledAt: last }), ...(needed !== undefined && { neededBy: needed }) }
    }),
    manifests: manifests.map((manifest) => {
      const last = pulledAt.get(manifest.digest)
      return {
        ...manifest,
        children: childrenOf.get(manifest.digest) ?? [],
        ...(last && { pulledAt: last }),
        ...(held.has(manifest.digest) && { neededBy: heldInWords }),
      }
    }),
  }
}

/** The last pull of each tag and of each digest. A tag never has a colon and a digest always, so they share one map. */
function lastByKey(pulls: readonly LastPull[]): ReadonlyMap<string, Date> {
  const last = new Map<string, Date>()
  for (const { tag, digest, at } of pulls) {
    for (const key of tag === undefined ? [digest] : [tag, digest]) last.set(key, later(last.get(key), at) ?? at)
  }
  return last
}

function later(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (!a || !b) return a ?? b
  return a > b ? a : b
}
