import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'

/** Largest configuration that is read into memory. */
const largest = 4 * 1024 * 1024

/** The bytes of a small blob, such as an image configuration; undefined when it is too large to be one. */
export async function readSmallBlob(ctx: Context, digest: Digest, size: number): Promise<Buffer | undefined> {
  if (size > largest) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of await ctx.ports.blobs.read(digest)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
