import type { Digest } from '../domain/digest.ts'
import { digest } from '../domain/digest.ts'
import { pathUnknown } from '../domain/errors.ts'
import { type Reference, type RepositoryName, reference, repositoryName } from '../domain/names.ts'

/** What a path below /v2/ is about. */
export type V2Path =
  | { readonly kind: 'ping' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly repository: RepositoryName }
  | { readonly kind: 'manifest'; readonly repository: RepositoryName; readonly reference: Reference }
  | { readonly kind: 'blob'; readonly repository: RepositoryName; readonly digest: Digest }
  | { readonly kind: 'uploads'; readonly repository: RepositoryName }
  | { readonly kind: 'upload'; readonly repository: RepositoryName; readonly uploadId: string }
  | { readonly kind: 'referrers'; readonly repository: RepositoryName; readonly digest: Digest }

// The name is greedy: "a/blobs/uploads/b" may be part of a name, the last marker counts.
const patterns = {
  tags: /^(.+)\/tags\/list$/,
  manifest: /^(.+)\/manifests\/([^/]+)$/,
  uploads: /^(.+)\/blobs\/uploads\/?$/,
  upload: /^(.+)\/blobs\/uploads\/([^/]+)$/,
  blob: /^(.+)\/blobs\/([^/]+)$/,
  referrers: /^(.+)\/referrers\/([^/]+)$/,
} as const

/** Reads the part of the path after "/v2/". Throws the refusal for names, tags and digests that are none. */
export function v2Path(path: string): V2Path {
  if (path === '') return { kind: 'ping' }
  if (path === '_catalog') return { kind: 'catalog' }
  for (const [kind, pattern] of Object.entries(patterns)) {
    const match = pattern.exec(path)
    if (match?.[1] !== undefined) return known(kind as keyof typeof patterns, match[1], match[2] ?? '')
  }
  throw pathUnknown({ path: `/v2/${path.slice(0, 300)}` })
}

function known(kind: keyof typeof patterns, name: string, last: string): V2Path {
  const repository = repositoryName(name)
  switch (kind) {
    case 'tags':
    case 'uploads':
      return { kind, repository }
    case 'manifest':
      return { kind, repository, reference: reference(last) }
    case 'upload':
      return { kind, repository, uploadId: last }
    case 'blob':
    case 'referrers':
      return { kind, repository, digest: digest(last) }
  }
}
