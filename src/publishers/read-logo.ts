import type { Readable } from 'node:stream'
import type { Digest } from '../platform/blobs/blob-store.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { publisherNotFound } from './domain/errors.ts'
import { isPublic, type PublisherId } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

// public: logos stand on public pages; before a publisher is on them, its members and review staff see the logo.
/** The bytes of a publisher's logo. Throws `publishers.not_found`. */
export async function readLogo(
  ctx: Context,
  input: { readonly slug: string },
): Promise<{ type: string; digest: string; stream: Readable }> {
  const publisher = await ctx.transaction((tx) => publishers(tx).bySlug(input.slug))
  if (!publisher?.logo) throw publisherNotFound()
  if (!isPublic(publisher) && !(await isMemberOrStaff(ctx, publisher.id))) throw publisherNotFound()
  const { type, digest } = publisher.logo
  return { type, digest, stream: await ctx.ports.files.read(digest as Digest) }
}

async function isMemberOrStaff(ctx: Context, publisherId: PublisherId): Promise<boolean> {
  try {
    await authorizePublisher(ctx, publisherId, 'viewer')
    return true
  } catch (error) {
    if (error instanceof DomainError) return false
    throw error
  }
}
