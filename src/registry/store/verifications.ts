import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'

/** A blob that is due to be read again. */
export interface DueBlob {
  readonly digest: Digest
  /** Bytes that it should have. */
  readonly size: number
  readonly damaged: boolean
}

/** When blobs were last read and found right, and who is reading now. */
export const verifications = (tx: Tx) => ({
  /** Blobs not verified since the moment, oldest first; of one repository, or of all. */
  async due(before: Date, repository: string | undefined, limit: number): Promise<readonly DueBlob[]> {
    const { rows } = await sql<{ digest: string; size: bigint; damaged: boolean }>`
      SELECT b.digest, b.size, b.damaged_at IS NOT NULL AS damaged FROM blob b
      WHERE (b.verified_at IS NULL OR b.verified_at < ${before})
        AND (${repository ?? null}::text IS NULL OR EXISTS (
          SELECT FROM repository_blob rb JOIN repository r ON r.id = rb.repository_id
          WHERE rb.digest = b.digest AND r.name = ${repository ?? null}))
      ORDER BY b.verified_at NULLS FIRST, b.digest LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({ digest: row.digest as Digest, size: Number(row.size), damaged: row.damaged }))
  },

  /** How many blobs, and bytes, are due. */
  async backlog(before: Date): Promise<{ readonly blobs: number; readonly bytes: number; readonly oldest?: Date }> {
    const { rows } = await sql<{ blobs: bigint; bytes: bigint; oldest: Date | null }>`
      SELECT count(*) AS blobs, coalesce(sum(size), 0)::bigint AS bytes, min(verified_at) AS oldest
      FROM blob WHERE verified_at IS NULL OR verified_at < ${before}`.execute(tx)
    const [row] = rows
    return {
      blobs: Number(row?.blobs ?? 0),
      bytes: Number(row?.bytes ?? 0),
      ...(row?.oldest && { oldest: row.oldest }),
    }
  },

  async verified(digest: Digest, at: Date): Promise<void> {
    await sql`UPDATE blob SET verified_at = ${at} WHERE digest = ${digest}`.execute(tx)
  },

  /** Takes or keeps the one place; false while another worker that gave a sign after the moment has it. */
  async take(worker: string, silentSince: Date, at: Date): Promise<boolean> {
    const taken = await sql`INSERT INTO blob_verification (worker, beat_at) VALUES (${worker}, ${at})
      ON CONFLICT (only_one) DO UPDATE SET worker = excluded.worker, beat_at = excluded.beat_at
      WHERE blob_verification.worker = excluded.worker OR blob_verification.beat_at <= ${silentSince}`.execute(tx)
    return taken.numAffectedRows !== 0n
  },

  /** Leaves the place to whoever comes next. */
  async leave(worker: string): Promise<void> {
    await sql`DELETE FROM blob_verification WHERE worker = ${worker}`.execute(tx)
  },
})
