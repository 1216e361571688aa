import type { Tx } from '../../platform/db/database.ts'
import type { Platform } from '../domain/descriptor.ts'
import type { Digest } from '../domain/digest.ts'
import type { ImageDescription } from '../domain/image.ts'
import { parseManifest } from '../domain/manifest.ts'
import { manifests, type StoredManifest, type TreeEntry } from '../store/manifests.ts'

/** The image and everything below it, described; undefined when the repository does not have it. */
export async function describeImage(tx: Tx, repository: string, digest: Digest): Promise<ImageDescription | undefined> {
  const tree = await manifests(tx).tree(repository, digest)
  const [root] = tree
  if (!root) return undefined
  return {
    repository,
    digest,
    mediaType: root.manifest.mediaType,
    kind: root.manifest.kind,
    size: root.manifest.totalSize,
    platforms: platformsOf(tree),
    configs: tree.flatMap(({ manifest }) => configOf(manifest)),
    pushedAt: root.manifest.pushedAt,
  }
}

/** Platforms of the images in a tree; attestations, which say "unknown", are none. */
function platformsOf(tree: readonly TreeEntry[]): readonly (Platform & { readonly digest: Digest })[] {
  return tree.flatMap(({ manifest: { kind, platform, digest } }) =>
    kind === 'index' || !platform || platform.os === 'unknown' ? [] : [{ ...platform, digest }],
  )
}

function configOf(manifest: StoredManifest): readonly Digest[] {
  // What an unknown document calls its configuration need not be there.
  if (manifest.kind === 'other') return []
  const { config } = parseManifest(manifest.bytes, manifest.mediaType)
  return config ? [config.digest] : []
}
