import type { Context } from '../../platform/context.ts'
import { manifests } from '../store/manifests.ts'
import type { PreparedManifest } from './keep-manifest.ts'
import { openTaking } from './quota-books.ts'

/**
 * Runs `keep`, which stores the manifests in the repository, when the quota of its publisher has room for them. Throws
 * registry.bytes_over_quota before it.
 */
export async function keepWithinQuota(
  ctx: Context,
  repository: string,
  arriving: readonly PreparedManifest[],
  keep: () => Promise<void>,
): Promise<void> {
  const taking = await openTaking(ctx, repository)
  if (!taking) return keep()
  try {
    const more = await newBytes(ctx, repository, arriving)
    await taking.take(more)
    await keep()
    taking.write(more)
  } finally {
    taking.end()
  }
}

/** Bytes that the repository does not have yet: another tag for a manifest takes no room. */
function newBytes(ctx: Context, repository: string, arriving: readonly PreparedManifest[]): Promise<number> {
  return ctx.transaction(async (tx) => {
    let more = 0
    for (const { digest, bytes } of arriving) {
      if ((await manifests(tx).mediaTypeIn(repository, digest)) === undefined) more += bytes.byteLength
    }
    return more
  })
}
