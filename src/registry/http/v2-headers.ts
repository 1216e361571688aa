import type { CachedManifest } from '../memory/cached-manifest.ts'

/** What every answer below /v2/ carries. Nothing there is a page, and no browser may guess that it is one. */
export function v2Headers(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'docker-distribution-api-version': 'registry/2.0',
    'x-content-type-options': 'nosniff',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}

/** What tells which manifest it is. */
export function manifestHeaders({ digest }: Pick<CachedManifest, 'digest'>): Readonly<Record<string, string>> {
  return { 'docker-content-digest': digest, etag: `"${digest}"` }
}

/** What a whole blob is answered with. */
export function blobHeaders({ digest, size }: { readonly digest: string; readonly size: number }) {
  return { ...lastingBlob(digest), ...blobContent, 'content-length': size }
}

/** What tells which blob it is, and that it may be kept for ever. */
export function lastingBlob(digest: string): Readonly<Record<string, string>> {
  return {
    'docker-content-digest': digest,
    etag: `"${digest}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
  }
}

/** A blob has no type of its own: whoever names it says what it is. */
export const blobContent = { 'content-type': 'application/octet-stream' } as const

/** What tells what the bytes are. */
export function contentHeaders({ mediaType, bytes }: Pick<CachedManifest, 'mediaType' | 'bytes'>): {
  readonly 'content-type': string
  readonly 'content-length': number
} {
  return { 'content-type': mediaType, 'content-length': bytes.byteLength }
}
