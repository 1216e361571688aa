import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest, StoredBlob } from './blob-store.ts'
import { isDigest, splitDigest } from './digest.ts'
import { isMissing } from './file-problems.ts'

const algorithms = ['sha256', 'sha512'] as const

/** The blobs of a folder in the order of their digests, at most `limit`, beginning behind `after`. Foreign names are passed over. */
export async function listFiles(
  directory: string,
  after: Digest | undefined,
  limit: number,
): Promise<readonly StoredBlob[]> {
  const found: StoredBlob[] = []
  const start = after && splitDigest(after)
  for (const algorithm of algorithms) {
    if (start && algorithm < start.algorithm) continue
    const firstShard = start?.algorithm === algorithm ? start.hex.slice(0, 2) : ''
    for (const shard of await namesIn(join(directory, algorithm))) {
      if (shard < firstShard) continue
      for (const hex of await namesIn(join(directory, algorithm, shard))) {
        const digest = `${algorithm}:${hex}`
        if (!isDigest(digest) || (after !== undefined && digest <= after)) continue
        const size = await sizeOf(join(directory, algorithm, shard, hex))
        if (size !== undefined) found.push({ digest, size })
        if (found.length >= limit) return found
      }
    }
  }
  return found
}

/** Size of a file in bytes; undefined when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
