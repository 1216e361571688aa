import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { BlobDamage, Damage } from '../domain/blob-damage.ts'
import type { Digest } from '../domain/digest.ts'

/** Blobs whose stored bytes were found to be wrong. While one is damaged it counts as absent. */
export const damages = (tx: Tx) => ({
  /** Marks the blob; false when there is no such blob any more. A second finding for the same blob changes nothing. */
  async note(id: Id<'blob_damage'>, digest: Digest, what: Damage, at: Date): Promise<boolean> {
    const marked = await sql`UPDATE blob SET damaged_at = coalesce(damaged_at, ${at}), verified_at = ${at}
      WHERE digest = ${digest}`.execute(tx)
    if (marked.numAffectedRows === 0n) return false
    await sql`INSERT INTO blob_damage (id, digest, what, found_at) VALUES (${id}, ${digest}, ${what}, ${at})
      ON CONFLICT (digest) WHERE repaired_at IS NULL DO NOTHING`.execute(tx)
    return true
  },

  /** The right bytes are there: the blob counts again. Answers whether it was damaged. */
  async repaired(digest: Digest, at: Date): Promise<boolean> {
    const unmarked = await sql`UPDATE blob SET damaged_at = NULL, verified_at = ${at}
      WHERE digest = ${digest} AND damaged_at IS NOT NULL`.execute(tx)
    await sql`UPDATE blob_damage SET repaired_at = ${at} WHERE digest = ${digest} AND repaired_at IS NULL`.execute(tx)
    return unmarked.numAffectedRows !== 0n
  },

  /** True when an upload or a mount has given the blob to a repository since the moment. */
  async isBroughtSince(digest: Digest, moment: Date): Promise<boolean> {
    const { rows } =
      await sql`SELECT FROM repository_blob WHERE digest = ${digest} AND linked_at >= ${moment} LIMIT 1`.execute(tx)
    return rows.length > 0
  },

  /** True when the repository has the blob but its bytes are damaged. */
  async isDamagedIn(repository: string, digest: Digest): Promise<boolean> {
    const { rows } = await sql`SELECT FROM repository_blob rb
      JOIN repository r ON r.id = rb.repository_id JOIN blob b ON b.digest = rb.digest
      WHERE r.name = ${repository} AND rb.digest = ${digest} AND b.damaged_at IS NOT NULL`.execute(tx)
    return rows.length > 0
  },

  /** Findings, open ones first, newest first, `limit` at most. Open ones of blobs that are gone since are no damage any more. */
  async list(limit: number): Promise<readonly BlobDamage[]> {
    const { rows } = await sql<DamageRow>`
      SELECT d.digest, d.what, d.found_at, d.repaired_at, b.size, ARRAY(
        SELECT r.name FROM repository_blob rb JOIN repository r ON r.id = rb.repository_id
        WHERE rb.digest = d.digest ORDER BY r.name LIMIT 20) AS repositories
      FROM blob_damage d LEFT JOIN blob b ON b.digest = d.digest
      WHERE d.repaired_at IS NOT NULL OR b.digest IS NOT NULL
      ORDER BY (d.repaired_at IS NULL) DESC, d.found_at DESC, d.digest LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({
      digest: row.digest as Digest,
      what: row.what,
      foundAt: row.found_at,
      ...(row.repaired_at && { repairedAt: row.repaired_at }),
      ...(row.size !== null && { size: Number(row.size) }),
      repositories: row.repositories,
    }))
  },

  /** How many blobs are damaged now. */
  async count(): Promise<number> {
    const { rows } = await sql<{
      count: bigint
    }>`SELECT count(*) AS count FROM blob WHERE damaged_at IS NOT NULL`.execute(tx)
    return Number(rows[0]?.count ?? 0)
  },

  /** Names of repositories that hand the blob out, 1,000 at most: their programs must forget what they believe of it. */
  async holdersOf(digest: Digest): Promise<readonly string[]> {
    const { rows } = await sql<{ name: string }>`SELECT r.name FROM repository_blob rb
      JOIN repository r ON r.id = rb.repository_id WHERE rb.digest = ${digest} ORDER BY r.name LIMIT 1000`.execute(tx)
    return rows.map((row) => row.name)
  },
})

type DamageRow = {
  digest: string
  what: Damage
  found_at: Date
  repaired_at: Date | null
  size: bigint | null
  repositories: string[]
}
