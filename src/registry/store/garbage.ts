import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import { claims, type Removal } from './claims.ts'
import { isHeld } from './content-holds.ts'

/** Which candidates a batch looks at. */
export interface Batch {
  /** Candidates since before this moment. */
  readonly before: Date
  /** Those that must stay for another reason are looked at again the delay after this moment. */
  readonly at: Date
  readonly limit: number
}

/** What a batch of links came to. */
export interface CollectedLinks {
  readonly examined: number
  readonly removed: readonly { readonly repositoryId: string; readonly digest: Digest }[]
}

/** What a batch of blobs came to. Their rows are gone, their bytes are the remover's to remove. */
export interface CollectedBlobs {
  readonly examined: number
  readonly removals: readonly Removal[]
}

interface LinkState {
  readonly repository_id: string
  readonly digest: Digest
  readonly since: Date
  readonly linked: boolean
  readonly named: boolean
  readonly held: boolean
}

interface BlobState {
  readonly digest: Digest
  readonly size: bigint | null
  readonly linked: boolean
  readonly claimed: boolean
  readonly held: boolean
}

/**
 * The two steps of the collector. It never waits for a row: what somebody else is using is left in the queue. Rows are
 * locked in one statement and looked at in the next, whose snapshot includes whatever was committed before the lock.
 */
export const garbage = (tx: Tx) => ({
  /** Takes links away that no manifest of their repository names. */
  async collectLinks({ before, at, limit }: Batch): Promise<CollectedLinks> {
    const { rows: due } = await sql<{ repository_id: string; digest: Digest }>`SELECT repository_id, digest
      FROM link_candidate WHERE since < ${before} ORDER BY since LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx)
    if (due.length === 0) return { examined: 0, removed: [] }
    // A push locks the links that it relies on: those are not ours to judge now.
    const { rows: locked } = await sql<{ key: string }>`SELECT rb.repository_id || ' ' || rb.digest AS key
      FROM repository_blob rb JOIN ${pairs(due)} ON c.repository_id = rb.repository_id AND c.digest = rb.digest
      FOR UPDATE OF rb SKIP LOCKED`.execute(tx)
    const ours = new Set(locked.map(({ key }) => key))
    const { rows: states } = await sql<LinkState>`SELECT c.repository_id, c.digest, q.since,
        EXISTS (SELECT FROM repository_blob rb WHERE rb.repository_id = c.repository_id AND rb.digest = c.digest) AS linked,
        EXISTS (SELECT FROM manifest_reference r WHERE r.repository_id = c.repository_id AND r.digest = c.digest) AS named,
        ${isHeld({ digest: sql`c.digest`, repository: sql`(SELECT name FROM repository WHERE id = c.repository_id)` })} AS held
      FROM ${pairs(due)} JOIN link_candidate q ON q.repository_id = c.repository_id AND q.digest = c.digest`.execute(tx)
    const settled = states.filter((state) => !state.linked || state.named)
    const kept = states.filter((state) => !settled.includes(state) && state.held)
    const removed = states.filter(
      (state) => !settled.includes(state) && !state.held && ours.has(`${state.repository_id} ${state.digest}`),
    )
    await removeLinks(tx, removed)
    await forgetLinks(tx, [...settled, ...removed])
    if (kept.length > 0) {
      await sql`UPDATE link_candidate q SET since = ${at} FROM ${pairs(kept)}
        WHERE q.repository_id = c.repository_id AND q.digest = c.digest`.execute(tx)
    }
    return {
      examined: due.length,
      removed: removed.map((row) => ({ repositoryId: row.repository_id, digest: row.digest })),
    }
  },

  /** Takes the rows of blobs away that no repository has and nobody uploads; their bytes are the remover's from then on. */
  async collectBlobs({ before, at, limit }: Batch, remover: string): Promise<CollectedBlobs> {
    const { rows: due } = await sql<{ digest: Digest }>`SELECT digest FROM blob_candidate
      WHERE since < ${before} ORDER BY since LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx)
    if (due.length === 0) return { examined: 0, removals: [] }
    // Who is just now claiming a digest has its lock: those are not ours to judge now.
    const digests = [...(await claims(tx).lockFree(due.map(({ digest }) => digest)))]
    // Who links a blob holds its row: those are not ours to judge now.
    const { rows: locked } = await sql<{ digest: Digest }>`SELECT digest FROM blob
      WHERE digest = ANY(${digests}::text[]) ORDER BY digest FOR UPDATE SKIP LOCKED`.execute(tx)
    const ours = new Set(locked.map(({ digest }) => digest))
    // One statement: an upload that is finished between two would be seen neither as a claim nor as a link.
    const { rows: states } = await sql<BlobState>`SELECT c.digest, b.size,
        EXISTS (SELECT FROM repository_blob rb WHERE rb.digest = c.digest) AS linked,
        EXISTS (SELECT FROM upload u WHERE u.digest = c.digest) AS claimed,
        ${isHeld({ digest: sql`c.digest` })} AS held
      FROM unnest(${digests}::text[]) AS c (digest) LEFT JOIN blob b ON b.digest = c.digest`.execute(tx)
    const settled = states.filter(({ linked }) => linked)
    const kept = states.filter((state) => !state.linked && (state.claimed || state.held))
    const gone = states.filter(
      (state) => !state.linked && !state.claimed && !state.held && (state.size === null || ours.has(state.digest)),
    )
    await removeBlobs(tx, gone, remover, at)
    await forgetBlobs(tx, [...settled, ...gone])
    if (kept.length > 0) {
      await sql`UPDATE blob_candidate SET since = ${at} WHERE digest = ANY(${digestsOf(kept)}::text[])`.execute(tx)
    }
    return {
      examined: due.length,
      removals: gone.map(({ digest, size }) => ({ digest, size: Number(size ?? 0n) })),
    }
  },
})

type Pair = { readonly repository_id: string; readonly digest: Digest }

const pairs = (of: readonly Pair[]) =>
  sql`unnest(${of.map((row) => row.repository_id)}::uuid[], ${digestsOf(of)}::text[]) AS c (repository_id, digest)`

const digestsOf = (of: readonly { readonly digest: Digest }[]): Digest[] => of.map(({ digest }) => digest)

/** The blob's candidate is as old as that of its link: one delay is enough. */
async function removeLinks(tx: Tx, links: readonly LinkState[]): Promise<void> {
  if (links.length === 0) return
  await sql`DELETE FROM repository_blob rb USING ${pairs(links)}
    WHERE rb.repository_id = c.repository_id AND rb.digest = c.digest`.execute(tx)
  await sql`INSERT INTO blob_candidate (digest, since)
    SELECT digest, max(since) FROM unnest(${digestsOf(links)}::text[], ${links.map(({ since }) => since)}::timestamptz[]) AS c (digest, since)
    GROUP BY digest ORDER BY digest ON CONFLICT (digest) DO UPDATE SET since = blob_candidate.since`.execute(tx)
}

async function forgetLinks(tx: Tx, links: readonly Pair[]): Promise<void> {
  if (links.length === 0) return
  await sql`DELETE FROM link_candidate q USING ${pairs(links)}
    WHERE q.repository_id = c.repository_id AND q.digest = c.digest`.execute(tx)
}

async function removeBlobs(tx: Tx, blobs: readonly BlobState[], remover: string, at: Date): Promise<void> {
  if (blobs.length === 0) return
  await sql`DELETE FROM blob WHERE digest = ANY(${digestsOf(blobs)}::text[])`.execute(tx)
  await sql`INSERT INTO blob_removal (digest, size, remover, started_at)
    SELECT digest, size, ${remover}::uuid, ${at}::timestamptz
    FROM unnest(${digestsOf(blobs)}::text[], ${blobs.map(({ size }) => size ?? 0n)}::bigint[]) AS c (digest, size)
    ORDER BY digest ON CONFLICT (digest) DO NOTHING`.execute(tx)
}

async function forgetBlobs(tx: Tx, blobs: readonly { readonly digest: Digest }[]): Promise<void> {
  if (blobs.length === 0) return
  await sql`DELETE FROM blob_candidate WHERE digest = ANY(${digestsOf(blobs)}::text[])`.execute(tx)
}
