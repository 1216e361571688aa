import { type Static, Type } from 'typebox'
import type { RepositoryDescription, TagDescription } from '../domain/image.ts'

export const RepositoryView = Type.Object({
  name: Type.String(),
  tagCount: Type.Integer(),
  size: Type.Integer({ description: 'Bytes of all content that the repository can reach.' }),
  pushedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  private: Type.Boolean(),
})
export type RepositoryView = Static<typeof RepositoryView>

export const RepositoryListView = Type.Object({ items: Type.Array(RepositoryView) })
export type RepositoryListView = Static<typeof RepositoryListView>

export const PlatformView = Type.Object({
  os: Type.String(),
  architecture: Type.String(),
  variant: Type.Optional(Type.String()),
  digest: Type.String(),
})
export type PlatformView = Static<typeof PlatformView>

export const TagView = Type.Object({
  tag: Type.String(),
  digest: Type.String(),
  size: Type.Integer({ description: 'Bytes of the image: manifests, configurations, layers.' }),
  platforms: Type.Array(PlatformView),
  pushedAt: Type.String({ format: 'date-time' }),
  scan: Type.Null({ description: 'Scan states are answered by /scans.' }),
})
export type TagView = Static<typeof TagView>

export const TagListView = Type.Object({ items: Type.Array(TagView) })
export type TagListView = Static<typeof TagListView>

export const TokenKeyView = Type.Object({ kid: Type.String({ description: 'Id of the key that signs from now on.' }) })
export type TokenKeyView = Static<typeof TokenKeyView>

/** The public shape of a repository. */
export function repositoryView(of: RepositoryDescription): RepositoryView {
  return {
    name: of.name,
    tagCount: of.tagCount,
    size: of.size,
    pushedAt: of.pushedAt?.toISOString() ?? null,
    private: !of.name.startsWith('store/') && !of.name.startsWith('library/'),
  }
}

/** The public shape of a tag. */
export function tagView(of: TagDescription): TagView {
  return {
    tag: of.tag,
    digest: of.digest,
    size: of.size,
    platforms: of.platforms.map((platform) => ({ ...platform })),
    pushedAt: of.pushedAt.toISOString(),
    scan: null,
  }
}
