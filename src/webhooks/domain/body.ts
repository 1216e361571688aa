/** What every webhook sends: what happened, when, where it can be looked at, and the facts (STO-199). */
export interface WebhookBody {
  readonly type: string
  readonly createdAt: string
  readonly location: string
  readonly contents: Readonly<Record<string, unknown>>
}

/** Addresses of the store as they stand in bodies. */
export interface StoreAddresses {
  /** Without trailing slash. */
  readonly publicUrl: string
  /** Host and port as they stand in image names. */
  readonly registryHost: string
}

/** Where something lies: a repository `acme/tools/widget` has the namespace `acme` and the repository `tools/widget`. */
export function placeFields(repository: string): { readonly namespace: string; readonly repository: string } {
  const at = repository.indexOf('/')
  return { namespace: repository.slice(0, at), repository: repository.slice(at + 1) }
}

const manifestAddress = ({ publicUrl }: StoreAddresses, repository: string, reference: string) =>
  `${publicUrl}/v2/${repository}/manifests/${reference}`

/** A tag that was pushed. */
export interface PushedTag {
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly platforms: readonly { readonly os: string; readonly architecture: string }[]
  readonly author?: string
  readonly pushedAt: string
}

/** STO-199, to the letter. Of an image for several platforms linux/amd64 is named, or the first it has. */
export function tagPushBody(store: StoreAddresses, pushed: PushedTag, now: Date): WebhookBody {
  const { repository, tag, digest, platforms, author, pushedAt } = pushed
  const usual = platforms.find(({ os, architecture }) => os === 'linux' && architecture === 'amd64')
  const platform = usual ?? platforms[0]
  return {
    type: 'TAG_PUSH',
    createdAt: now.toISOString(),
    location: manifestAddress(store, repository, tag),
    contents: {
      ...placeFields(repository),
      tag,
      digest,
      imageName: `${store.registryHost}/${repository}:${tag}`,
      os: platform?.os ?? null,
      architecture: platform?.architecture ?? null,
      author: author ?? null,
      pushedAt,
    },
  }
}

/** What was taken away: a tag, or a manifest with the tags that pointed at it. */
export interface DeletedImage {
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
  readonly author?: string
  readonly deletedAt: string
}

/** TAG_DELETE or MANIFEST_DELETE. */
export function deleteBody(store: StoreAddresses, deleted: DeletedImage, now: Date): WebhookBody {
  const { repository, tag, digest, author, deletedAt } = deleted
  return {
    type: tag === undefined ? 'MANIFEST_DELETE' : 'TAG_DELETE',
    createdAt: now.toISOString(),
    location: manifestAddress(store, repository, tag ?? digest ?? ''),
    contents: {
      ...placeFields(repository),
      tag: tag ?? null,
      digest: digest ?? null,
      author: author ?? null,
      deletedAt,
    },
  }
}

/** A scan that came to its end. */
export interface ScannedImage {
  readonly repository: string
  readonly digest: string
  readonly state: 'complete' | 'failed'
  readonly severities?: {
    readonly critical: number
    readonly major: number
    readonly minor: number
    readonly unknown: number
  }
}

/** SCAN_COMPLETE with what was found by severity, or SCAN_FAILED. */
export function scanBody(store: StoreAddresses, scanned: ScannedImage, now: Date): WebhookBody {
  const { repository, digest, state, severities } = scanned
  const query = new URLSearchParams({ repository, reference: digest })
  return {
    type: state === 'complete' ? 'SCAN_COMPLETE' : 'SCAN_FAILED',
    createdAt: now.toISOString(),
    location: `${store.publicUrl}/scan?${query}`,
    contents: {
      ...placeFields(repository),
      digest,
      imageName: `${store.registryHost}/${repository}@${digest}`,
      severities: severities ? { ...severities } : null,
    },
  }
}

/** Customers' pulls of one repository. */
export interface CountedPulls {
  readonly repository: string
  readonly count: number
}

/** PULLS: sums of about a minute. Who pulled is told in reports, to those who may know it. */
export function pullsBody(
  store: StoreAddresses,
  pulls: { readonly from: Date; readonly repositories: readonly CountedPulls[] },
  now: Date,
): WebhookBody {
  const { from, repositories } = pulls
  return {
    type: 'PULLS',
    createdAt: now.toISOString(),
    location: `${store.publicUrl}/publisher`,
    contents: {
      from: from.toISOString(),
      until: now.toISOString(),
      count: repositories.reduce((sum, { count }) => sum + count, 0),
      repositories: repositories.map(({ repository, count }) => ({
        imageName: `${store.registryHost}/${repository}`,
        repository,
        count,
      })),
    },
  }
}

/** The same with the counts of another batch, from the first moment until now. */
export function withMorePulls(
  store: StoreAddresses,
  body: WebhookBody,
  more: readonly CountedPulls[],
  now: Date,
): WebhookBody {
  const { from, repositories } = body.contents as { from: string; repositories: readonly CountedPulls[] }
  const counts = new Map<string, number>()
  for (const { repository, count } of [...repositories, ...more]) {
    counts.set(repository, (counts.get(repository) ?? 0) + count)
  }
  const summed = [...counts].map(([repository, count]) => ({ repository, count }))
  return pullsBody(store, { from: new Date(from), repositories: summed }, now)
}

/** A listing whose public state changed. */
export interface ChangedListing {
  readonly change: 'published' | 'held' | 'released' | 'revoked' | 'withdrawn'
  readonly productId: string
  readonly slug: string
  readonly path: string
  readonly name: string
  readonly version: string
  readonly state: string
  readonly reason?: string
}

/** LISTING_PUBLISHED, LISTING_HELD, LISTING_RELEASED, LISTING_REVOKED or LISTING_WITHDRAWN. */
export function listingBody(store: StoreAddresses, listing: ChangedListing, now: Date): WebhookBody {
  const { change, path, reason, ...facts } = listing
  return {
    type: `LISTING_${change.toUpperCase()}`,
    createdAt: now.toISOString(),
    location: `${store.publicUrl}${path}`,
    contents: { ...facts, reason: reason ?? null },
  }
}

/** TEST: sent on request, to see whether the other side is there and checks the signature. */
export function testBody(store: StoreAddresses, author: string | undefined, now: Date): WebhookBody {
  return {
    type: 'TEST',
    createdAt: now.toISOString(),
    location: `${store.publicUrl}/publisher`,
    contents: { message: 'This is a test. Nothing has happened.', author: author ?? null },
  }
}
