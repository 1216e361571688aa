import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryId } from './repositories.ts'

/** How many candidates wait, and how many of them long enough. */
export interface QueueCount {
  readonly waiting: number
  readonly due: number
}

/**
 * The queue of the collector. Whoever makes something unneeded, or makes a link that nothing needs yet, puts it here in the
 * same transaction: what is not in the queue is never looked at again. Several rows are always taken in order of
 * digest, so that two writers cannot wait for each other.
 */
export const candidates = (tx: Tx) => ({
  /** The repository got the blob, and no manifest names it yet. */
  async queueLink(repositoryId: RepositoryId, digest: Digest, at: Date): Promise<void> {
    await sql`INSERT INTO link_candidate (repository_id, digest, since) VALUES (${repositoryId}, ${digest}, ${at})
      ON CONFLICT (repository_id, digest) DO UPDATE SET since = excluded.since`.execute(tx)
  },

  /** The manifest no longer names what it named, except what is in `kept`. */
  async queueReferences(
    repositoryId: RepositoryId,
    manifest: Digest,
    kept: readonly Digest[],
    at: Date,
  ): Promise<void> {
    await sql`INSERT INTO link_candidate (repository_id, digest, since)
      SELECT DISTINCT r.repository_id, r.digest, ${at}::timestamptz FROM manifest_reference r
      JOIN repository_blob rb ON rb.repository_id = r.repository_id AND rb.digest = r.digest
      WHERE r.repository_id = ${repositoryId} AND r.manifest = ${manifest} AND NOT r.digest = ANY(${[...kept]}::text[])
      ORDER BY r.digest
      ON CONFLICT (repository_id, digest) DO UPDATE SET since = excluded.since`.execute(tx)
  },

  /** All links of the repository are about to go. The caller holds the repository's row: no link is added meanwhile. */
  async queueBlobsOf(repositoryId: RepositoryId, at: Date): Promise<void> {
    await sql`INSERT INTO blob_candidate (digest, since)
      SELECT digest, ${at}::timestamptz FROM repository_blob WHERE repository_id = ${repositoryId} ORDER BY digest
      ON CONFLICT (digest) DO UPDATE SET since = excluded.since`.execute(tx)
  },

  /**
   * A link is gone, or bytes may be left without one. A row that is there is written again: that waits for a collector that has just
   * looked, saw the link, and is about to forget the blob.
   */
  async queueBlob(digest: Digest, at: Date): Promise<void> {
    await sql`INSERT INTO blob_candidate (digest, since) VALUES (${digest}, ${at})
      ON CONFLICT (digest) DO UPDATE SET since = blob_candidate.since`.execute(tx)
  },

  /** Somebody who may push looked at the blob and will go on to rely on it: the delay begins anew. */
  async renewLink(repository: string, digest: Digest, at: Date): Promise<void> {
    await sql`UPDATE link_candidate c SET since = ${at} FROM repository r
      WHERE r.id = c.repository_id AND r.name = ${repository} AND c.digest = ${digest}`.execute(tx)
  },

  /** How many candidates of both kinds wait, and how many of them since before the moment. */
  async count(before: Date): Promise<QueueCount> {
    const { rows } = await sql<{ waiting: bigint; due: bigint }>`SELECT count(*) AS waiting,
        count(*) FILTER (WHERE since < ${before}) AS due
      FROM (SELECT since FROM link_candidate UNION ALL SELECT since FROM blob_candidate) c`.execute(tx)
    return { waiting: Number(rows[0]?.waiting ?? 0), due: Number(rows[0]?.due ?? 0) }
  },
})
