import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import type { Damage } from '../domain/blob-damage.ts'
import { algorithmOf, type Digest } from '../domain/digest.ts'
import { isBlobMissing } from './blob-errors.ts'

/**
 * Reads the stored bytes of a blob; answers what is wrong with them, or undefined. `onBytes` hears how many were read and may
 * rest; what it throws ends the reading.
 */
export async function checkBytes(
  ctx: Context,
  blob: { readonly digest: Digest; readonly size: number },
  onBytes: (count: number) => Promise<void> = async () => {},
): Promise<Damage | undefined> {
  const { digest, size } = blob
  const stored = await ctx.ports.blobs.stat(digest)
  if (!stored) return 'missing'
  if (stored.size !== size) return 'wrong_size'
  const algorithm = algorithmOf(digest)
  const hash = createHash(algorithm)
  try {
    for await (const chunk of await ctx.ports.blobs.read(digest)) {
      hash.update(chunk as Buffer)
      await onBytes((chunk as Buffer).byteLength)
    }
  } catch (error) {
    if (isBlobMissing(error)) return 'missing'
    throw error
  }
  return `${algorithm}:${hash.digest('hex')}` === digest ? undefined : 'wrong_digest'
}
