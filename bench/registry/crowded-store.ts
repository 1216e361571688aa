import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../src/platform/db/open-database.ts'
import { openLog } from '../../src/platform/log.ts'
import type { OurStore } from '../contestants/our-store.ts'

/** A blob that was laid into a store without being pushed. */
export interface LaidBlob {
  readonly digest: string
  readonly size: number
}

/** An image that was pushed on top of laid blobs. */
export interface LaidImage {
  readonly manifest: string
  readonly layers: readonly string[]
}

const size = 1024
const atOnce = 5000
const mediaType = 'application/vnd.oci.image.manifest.v1+json'

/**
 * Lays blobs into a repository of a store that does not run, bytes and rows, as if they had been pushed two days ago and no
 * manifest had named them since: pushing as many would take longer than what is to be measured.
 */
export async function layBlobs({ server, repository }: OurStore, count: number, url?: string): Promise<LaidBlob[]> {
  const database = await openDatabase({
    dataDir: server.dataDir,
    ...(url !== undefined && { databaseUrl: url }),
    log: openLog('error'),
  })
  try {
    const laid: LaidBlob[] = []
    for (let from = 0; from < count; from += atOnce) {
      const digests = Array.from({ length: Math.min(atOnce, count - from) }, (_, i) => lay(server.dataDir, from + i))
      await database.execute(
        `WITH laid AS (SELECT d AS digest FROM unnest($1::text[]) AS d),
          rows AS (INSERT INTO blob (digest, size, created_at, verified_at)
            SELECT digest, $2::bigint, now() - interval '2 days', now() - interval '2 days' FROM laid),
          links AS (INSERT INTO repository_blob (repository_id, digest, linked_at)
            SELECT r.id, digest, now() - interval '2 days' FROM laid, repository r WHERE r.name = $3)
        INSERT INTO link_candidate (repository_id, digest, since)
          SELECT r.id, digest, now() - interval '2 days' FROM laid, repository r WHERE r.name = $3`,
        [digests, size, repository('blobs')],
      )
      laid.push(...digests.map((digest) => ({ digest, size })))
    }
    await database.execute('ANALYZE')
    return laid
  } finally {
    await database.close()
  }
}

/** Pushes manifests that need some of the laid blobs; those are alive from then on. */
export async function pushManifests(
  ours: OurStore,
  blobs: readonly LaidBlob[],
  config: LaidBlob,
  perImage = 100,
): Promise<LaidImage[]> {
  const { host, port, headers } = await ours.target('blobs')
  const images: LaidImage[] = []
  for (let from = 0; from < blobs.length; from += perImage) {
    const layers = blobs.slice(from, from + perImage)
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: layers.map((blob) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...blob })),
    })
    const digest = digestOf(Buffer.from(body))
    const url = `http://${host}:${port}/v2/${ours.repository('blobs')}/manifests/${digest}`
    const response = await fetch(url, { method: 'PUT', headers: { ...headers, 'content-type': mediaType }, body })
    if (!response.ok) throw new Error(`A manifest was refused: ${await response.text()}`)
    images.push({ manifest: digest, layers: layers.map((layer) => layer.digest) })
  }
  return images
}

function lay(dataDir: string, number: number): string {
  const bytes = Buffer.alloc(size, `blob ${number};`)
  const digest = digestOf(bytes)
  const hex = digest.slice('sha256:'.length)
  const folder = join(dataDir, 'blobs/sha256', hex.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, hex), bytes)
  return digest
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
