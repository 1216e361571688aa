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

/** What tells what the bytes are. */
export function contentHeaders({ mediaType, bytes }: Pick<CachedManifest, 'mediaType' | 'bytes'>): {
  readonly 'content-type': string
  readonly 'content-length': number
} {
  return { 'content-type': mediaType, 'content-length': bytes.byteLength }
}
