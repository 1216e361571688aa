import type { Readable } from 'node:stream'
import type { Digest } from '../platform/blobs/blob-store.ts'
import type { Context } from '../platform/context.ts'
import { publisherNotFound } from './domain/errors.ts'
import { publishers } from './store/publishers.ts'

// public: logos stand on public pages, and beside applications.
/** The bytes of a publisher's logo. Throws `publishers.not_found`. */
export async function readLogo(
  ctx: Context,
  input: { readonly slug: string },
): Promise<{ type: string; digest: string; stream: Readable }> {
  const publisher = await ctx.transaction((tx) => publishers(tx).bySlug(input.slug))
  if (!publisher?.logo) throw publisherNotFound()
  const { type, digest } = publisher.logo
  return { type, digest, stream: await ctx.ports.blobs.read(digest as Digest) }
}
