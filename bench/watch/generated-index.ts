import type { Database } from '../../src/platform/db/database.ts'

/** How large a generated index is. */
export interface IndexSize {
  readonly images: number
  /** Components of each image: three fifths from one of 50 base images, the rest of its own. */
  readonly perImage: number
}

/** Base images, and distinct component versions that images add. */
const bases = 50
const own = 34_000
/** Images in one statement. */
const atOnce = 2000

/** Component versions of base images come first; each package has five versions that follow each other. */
export const baseVersions = ({ perImage }: IndexSize): number => bases * (perImage * 0.6)

/** Distinct component versions of the index. */
export const componentVersions = (size: IndexSize): number => baseVersions(size) + own

/** Writes scans, published tags and the component index as they would be after so many scans. */
export async function writeIndex(database: Database, size: IndexSize): Promise<void> {
  const { images, perImage } = size
  const fromBase = perImage * 0.6
  const versions = componentVersions(size)
  await database.execute(
    `INSERT INTO component_version (number, id, component) OVERRIDING SYSTEM VALUE
     SELECT n, 'c' || n, jsonb_build_object('id', 'c' || n, 'ecosystem', 'npm', 'name', 'p' || (n / 5),
       'version', (n % 5 + 1) || '.0.0', 'purl', 'pkg:npm/p' || (n / 5) || '@' || (n % 5 + 1) || '.0.0')
     FROM generate_series(1, $1::int) AS n`,
    [versions],
  )
  await database.execute(
    `INSERT INTO component_package SELECT 'npm', 'p' || (n / 5), n FROM generate_series(1, $1::int) AS n`,
    [versions],
  )
  await database.execute(
    `INSERT INTO watched_product SELECT md5(n::text)::uuid, md5('publisher' || n)::uuid FROM generate_series(0, $1::int) AS n`,
    [images / 5],
  )
  for (let from = 0; from < images; from += atOnce) {
    const part = [from + 1, Math.min(from + atOnce, images)]
    await database.execute(
      `INSERT INTO scan (number, digest, repository, state, why, queued_at, indexed_at, totals) OVERRIDING SYSTEM VALUE
       SELECT i, 'sha256:' || lpad(i::text, 64, '0'), 'store/p/r' || i / 5, 'complete', 'push', now(), now(), '{}'
       FROM generate_series($1::int, $2::int) AS i`,
      part,
    )
    await database.execute(
      `INSERT INTO published_image SELECT md5((i / 5)::text)::uuid, 'store/p/r' || i / 5, 'v' || i,
         'sha256:' || lpad(i::text, 64, '0'), now() FROM generate_series($1::int, $2::int) AS i`,
      part,
    )
    await database.execute(
      `INSERT INTO image_component
       SELECT (i % ${bases}) * ${fromBase} + k, i, false
       FROM generate_series($1::int, $2::int) AS i, generate_series(1, ${fromBase}) AS k
       UNION ALL
       SELECT ${bases * fromBase} + 1 + (i * 37 + k * ${own / (perImage - fromBase)}) % ${own}, i, false
       FROM generate_series($1::int, $2::int) AS i, generate_series(0, ${perImage - fromBase - 1}) AS k`,
      part,
    )
  }
  await database.execute('ANALYZE')
}
