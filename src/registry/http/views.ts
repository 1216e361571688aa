import { type Static, Type } from 'typebox'
import type { CollectionRun } from '../domain/collection-run.ts'
import type { ContentHold } from '../domain/content-hold.ts'
import type { RepositoryDescription, TagDescription } from '../domain/image.ts'
import type { StoredLogin } from '../domain/login.ts'
import type { StoredHealth } from '../list-damage.ts'
import type { CollectionPreview } from '../preview-collection.ts'
import type { CollectionOverview } from '../show-collection.ts'
import type { Storage } from '../show-storage.ts'

export type { RetentionPolicyView, RetentionPreviewView, RetentionRulesView } from './retention-views.ts'

export const RepositoryView = Type.Object({
  name: Type.String(),
  tagCount: Type.Integer(),
  size: Type.Integer({ description: 'Bytes of all content that the repository can reach.' }),
  pushedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  private: Type.Boolean(),
})
export type RepositoryView = Static<typeof RepositoryView>

export const RepositoryListView = Type.Object({ items: Type.Array(RepositoryView) })
export type RepositoryListView = Static<typeof RepositoryListView>

export const PlatformView = Type.Object({
  os: Type.String(),
  architecture: Type.String(),
  variant: Type.Optional(Type.String()),
  digest: Type.String(),
})
export type PlatformView = Static<typeof PlatformView>

export const TagView = Type.Object({
  tag: Type.String(),
  digest: Type.String(),
  size: Type.Integer({ description: 'Bytes of the image: manifests, configurations, layers.' }),
  platforms: Type.Array(PlatformView),
  pushedAt: Type.String({ format: 'date-time' }),
  scan: Type.Null({ description: 'Scan states are answered by /scans.' }),
})
export type TagView = Static<typeof TagView>

export const TagListView = Type.Object({ items: Type.Array(TagView) })
export type TagListView = Static<typeof TagListView>

export const LoginView = Type.Object({
  id: Type.String(),
  client: Type.String({ description: 'What the program that logged in calls itself.' }),
  createdAt: Type.String({ format: 'date-time' }),
  lastUsedAt: Type.String({ format: 'date-time' }),
  lastUsedAddress: Type.Union([Type.String(), Type.Null()]),
})
export type LoginView = Static<typeof LoginView>

const orNone = Type.Union([Type.Integer(), Type.Null({ description: 'No limit.' })])

export const StorageView = Type.Object({
  namespace: Type.String(),
  usage: Type.Object({
    bytes: Type.Integer({ description: 'Each blob once, uploads under way as well.' }),
    repositories: Type.Integer(),
  }),
  quota: Type.Object({ bytes: orNone, repositories: orNone }),
  own: Type.Boolean({ description: 'An operator has set the quota for this publisher.' }),
})
export type StorageView = Static<typeof StorageView>

export const StorageListView = Type.Object({ items: Type.Array(StorageView), next: Type.Optional(Type.String()) })
export type StorageListView = Static<typeof StorageListView>

export const TokenKeyView = Type.Object({ kid: Type.String({ description: 'Id of the key that signs from now on.' }) })
export type TokenKeyView = Static<typeof TokenKeyView>

/** The public shape of a repository. */
export function repositoryView(of: RepositoryDescription): RepositoryView {
  return {
    name: of.name,
    tagCount: of.tagCount,
    size: of.size,
    pushedAt: of.pushedAt?.toISOString() ?? null,
    private: !of.name.startsWith('store/') && !of.name.startsWith('library/'),
  }
}

/** The public shape of a tag. */
export function tagView(of: TagDescription): TagView {
  return {
    tag: of.tag,
    digest: of.digest,
    size: of.size,
    platforms: of.platforms.map((platform) => ({ ...platform })),
    pushedAt: of.pushedAt.toISOString(),
    scan: null,
  }
}

const Moment = Type.String({ format: 'date-time' })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

const runFields = {
  id: Type.String(),
  dryRun: Type.Boolean({ description: 'True: the numbers say what would have gone.' }),
  requestedBy: orNull(Type.String({ description: 'Null when the clock started it.' })),
  startedAt: Moment,
  finishedAt: orNull(Moment),
  outcome: orNull(Type.Union([Type.Literal('complete'), Type.Literal('stopped')])),
  examined: Type.Integer({ description: 'Candidates looked at.' }),
  linksRemoved: Type.Integer({ description: 'Rights of a repository to hand out a blob that were taken away.' }),
  blobsRemoved: Type.Integer(),
  bytesFreed: Type.Integer(),
}

export const CollectionRunView = Type.Object(runFields)
export type CollectionRunView = Static<typeof CollectionRunView>

export const RunningCollectionView = Type.Object({
  ...runFields,
  stopRequested: Type.Boolean(),
  remaining: orNull(Type.Integer({ description: 'Candidates still to be looked at; null until they were counted.' })),
  perSecond: Type.Number({ description: 'Candidates per second so far.' }),
  secondsLeft: orNull(Type.Integer({ description: 'At that rate; null while it cannot be told.' })),
})
export type RunningCollectionView = Static<typeof RunningCollectionView>

export const CollectionView = Type.Object({
  usage: Type.Object({
    repositories: Type.Integer(),
    blobs: Type.Integer(),
    bytes: Type.Integer({ description: 'Each blob counts once, however many repositories have it.' }),
  }),
  candidates: Type.Object({
    waiting: Type.Integer({ description: 'Everything in the queue of the collector.' }),
    due: Type.Integer({ description: 'Those that have waited for the delay.' }),
  }),
  delayHours: Type.Number({ description: 'For how long content must have been unneeded before it is collected.' }),
  running: orNull(RunningCollectionView),
  past: Type.Array(CollectionRunView, { description: 'Newest first, 20 at most.' }),
})
export type CollectionView = Static<typeof CollectionView>

export const CollectionPreviewView = Type.Object({
  examined: Type.Integer(),
  links: Type.Integer(),
  blobs: Type.Integer(),
  bytes: Type.Integer(),
  digests: Type.Array(Type.String(), { description: 'The first 1,000 blobs that would go.' }),
})
export type CollectionPreviewView = Static<typeof CollectionPreviewView>

export const ContentHoldView = Type.Object({
  id: Type.String(),
  digest: orNull(Type.String()),
  repository: orNull(Type.String()),
  reason: Type.String(),
  placedAt: Moment,
  placedBy: Type.String(),
  releasedAt: orNull(Moment),
  releasedBy: orNull(Type.String()),
})
export type ContentHoldView = Static<typeof ContentHoldView>

export const ContentHoldListView = Type.Object({ items: Type.Array(ContentHoldView) })
export type ContentHoldListView = Static<typeof ContentHoldListView>

/** The public shape of the collector's state. */
export function collectionView({ usage, waiting, due, delay, running, past }: CollectionOverview): CollectionView {
  return {
    usage: { ...usage },
    candidates: { waiting, due },
    delayHours: delay / 3_600_000,
    running: running
      ? {
          ...runView(running),
          stopRequested: running.stopRequested,
          remaining: running.remaining ?? null,
          perSecond: running.perSecond,
          secondsLeft: running.secondsLeft ?? null,
        }
      : null,
    past: past.map(runView),
  }
}

function runView(of: CollectionRun): CollectionRunView {
  const { id, dryRun, examined, linksRemoved, blobsRemoved, bytesFreed } = of
  return {
    ...{ id, dryRun, examined, linksRemoved, blobsRemoved, bytesFreed },
    requestedBy: of.requestedBy ?? null,
    startedAt: of.startedAt.toISOString(),
    finishedAt: of.finishedAt?.toISOString() ?? null,
    outcome: of.outcome ?? null,
  }
}

/** The public shape of a dry run. */
export function previewView(of: CollectionPreview): CollectionPreviewView {
  return { ...of, digests: [...of.digests] }
}

/** The public shape of a hold. */
export function contentHoldView(of: ContentHold): ContentHoldView {
  return {
    id: of.id,
    digest: 'digest' in of.content ? of.content.digest : null,
    repository: 'repository' in of.content ? of.content.repository : null,
    reason: of.reason,
    placedAt: of.placedAt.toISOString(),
    placedBy: of.placedBy,
    releasedAt: of.releasedAt?.toISOString() ?? null,
    releasedBy: of.releasedBy ?? null,
  }
}

/** The public shape of what a publisher keeps. */
export function storageView({ namespace, usage, quota, own }: Storage): StorageView {
  const { bytes = null, repositories = null } = quota
  return { namespace, usage: { ...usage }, quota: { bytes, repositories }, own }
}

/** The public shape of a stored login. */
export function loginView({ id, client, createdAt, lastUsedAt, lastUsedAddress }: StoredLogin): LoginView {
  return { id, client, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString(), lastUsedAddress }
}

export const BlobDamageView = Type.Object({
  digest: Type.String(),
  what: Type.Union([Type.Literal('missing'), Type.Literal('wrong_size'), Type.Literal('wrong_digest')]),
  foundAt: Type.String({ format: 'date-time' }),
  repairedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  size: Type.Union([Type.Integer(), Type.Null()], { description: 'Bytes that it should have; null when it is gone.' }),
  repositories: Type.Array(Type.String(), { description: 'Who hands it out, 20 at most.' }),
})
export type BlobDamageView = Static<typeof BlobDamageView>

export const StoredHealthView = Type.Object({
  damaged: Type.Integer({ description: 'Blobs that are damaged now.' }),
  items: Type.Array(BlobDamageView, { description: 'Findings, open ones first, 200 at most.' }),
  dueBlobs: Type.Integer({ description: 'Blobs that were not read in the last 30 days.' }),
  dueBytes: Type.Integer(),
  oldestAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  rate: Type.Integer({ description: 'Bytes per second at which blobs are read again; 0: they are not.' }),
})
export type StoredHealthView = Static<typeof StoredHealthView>

/** The public shape of what re-reading found. */
export function storedHealthView({ damaged, findings, due, rate }: StoredHealth): StoredHealthView {
  return {
    damaged,
    items: findings.map(({ digest, what, foundAt, repairedAt, size, repositories }) => ({
      digest,
      what,
      foundAt: foundAt.toISOString(),
      repairedAt: repairedAt?.toISOString() ?? null,
      size: size ?? null,
      repositories: [...repositories],
    })),
    dueBlobs: due.blobs,
    dueBytes: due.bytes,
    oldestAt: due.oldest?.toISOString() ?? null,
    rate,
  }
}
