import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import { candidates } from './candidates.ts'
import type { UploadId } from './uploads.ts'

/** Bytes that somebody is removing. */
export interface Removal {
  readonly digest: Digest
  readonly size: number
}

/** Who may bring the bytes of a digest, and who may take them away: never both at once (decision: garbage is collected from a queue). */
export const claims = (tx: Tx) => ({
  /**
   * Takes the digest for this transaction. What is read afterwards, in another statement, includes everything that former
   * takers have committed.
   */
  async lock(digest: Digest): Promise<void> {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${digest}, 0))`.execute(tx)
  },

  /** Takes those of the digests that nobody else has, without waiting. */
  async lockFree(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
    const { rows } = await sql<{ digest: Digest; taken: boolean }>`SELECT digest,
        pg_try_advisory_xact_lock(hashtextextended(digest, 0)) AS taken
      FROM unnest(${[...digests]}::text[]) AS digest`.execute(tx)
    return new Set(rows.filter(({ taken }) => taken).map(({ digest }) => digest))
  },

  /**
   * Says that the upload is about to become the digest. From then on nobody removes those bytes, until the upload's row is gone;
   * should the upload come to nothing, the collector finds the bytes. Take the lock first.
   */
  async claim(uploadId: UploadId, digest: Digest, at: Date): Promise<'claimed' | 'being removed' | 'unknown upload'> {
    const removal = await sql`SELECT FROM blob_removal WHERE digest = ${digest}`.execute(tx)
    if (removal.rows.length > 0) return 'being removed'
    const claimed = await sql`UPDATE upload SET digest = ${digest}, claimed_at = ${at} WHERE id = ${uploadId}`.execute(
      tx,
    )
    if (claimed.numAffectedRows === 0n) return 'unknown upload'
    await candidates(tx).queueBlob(digest, at)
    return 'claimed'
  },

  /** True while an upload is about to become the digest. Take the lock first. */
  async isClaimed(digest: Digest): Promise<boolean> {
    const { rows } = await sql`SELECT FROM upload WHERE digest = ${digest} LIMIT 1`.execute(tx)
    return rows.length > 0
  },

  /** The remover is about to take the bytes away; false when somebody else is at it. Take the lock first. */
  async beginRemoval(remover: string, { digest, size }: Removal, at: Date): Promise<boolean> {
    const begun = await sql`INSERT INTO blob_removal (digest, size, remover, started_at)
      VALUES (${digest}, ${size}, ${remover}, ${at}) ON CONFLICT (digest) DO NOTHING`.execute(tx)
    return begun.numAffectedRows !== 0n
  },

  /** The blob has its row and a link: there is nothing to look after. */
  async settle(digest: Digest): Promise<void> {
    await sql`DELETE FROM blob_candidate WHERE digest = ${digest}`.execute(tx)
  },

  /** Removals that began before the moment become the remover's: whoever began them has died. 500 at most. */
  async takeOverRemovals(remover: string, before: Date, at: Date, digest?: Digest): Promise<readonly Removal[]> {
    const { rows } = await sql<{
      digest: Digest
      size: bigint
    }>`UPDATE blob_removal SET remover = ${remover}, started_at = ${at}
      WHERE digest IN (
        SELECT digest FROM blob_removal
        WHERE started_at < ${before} AND (${digest ?? null}::text IS NULL OR digest = ${digest ?? null})
        ORDER BY digest LIMIT 500 FOR UPDATE SKIP LOCKED
      ) RETURNING digest, size`.execute(tx)
    return rows.map((row) => ({ digest: row.digest, size: Number(row.size) }))
  },

  /** Those of the removals that are still the remover's; dated anew, so that nobody takes them over meanwhile. */
  async keepRemovals(remover: string, digests: readonly Digest[], at: Date): Promise<readonly Digest[]> {
    const { rows } = await sql<{ digest: Digest }>`UPDATE blob_removal SET started_at = ${at}
      WHERE remover = ${remover} AND digest = ANY(${[...digests]}::text[]) RETURNING digest`.execute(tx)
    return rows.map((row) => row.digest)
  },

  /** The bytes are gone: whoever waits may bring them again. */
  async endRemovals(remover: string, digests: readonly Digest[]): Promise<void> {
    await sql`DELETE FROM blob_removal WHERE remover = ${remover} AND digest = ANY(${[...digests]}::text[])`.execute(tx)
  },
})
