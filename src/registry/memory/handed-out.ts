import type { Access, Origin } from '../access/access.ts'
import type { Admission } from '../access/access-source.ts'
import type { Digest } from '../domain/digest.ts'
import type { ManifestRequest } from '../domain/pull-class.ts'
import type { CachedManifest } from './cached-manifest.ts'

/** A manifest that is handed out. */
export interface HandOut {
  readonly access: Access
  readonly origin: Origin
  readonly repository: string
  /** Undefined when it was asked for by digest. */
  readonly tag: string | undefined
  readonly method: 'GET' | 'HEAD'
  readonly manifest: CachedManifest
  /** Undefined for content that is not published. */
  readonly admission: Admission | undefined
}

/** A manifest that was handed out, as it waits to become a pull event. */
export interface HandedOut extends HandOut, ManifestRequest {
  readonly tag: string | undefined
  readonly digest: Digest
}

/** Of one caller for one digest: whether all that is kept of the two is the same. */
export function isAlike(a: HandedOut, b: HandedOut): boolean {
  return (
    a.tag === b.tag &&
    a.method === b.method &&
    a.origin.client === b.origin.client &&
    a.origin.address === b.origin.address &&
    a.admission?.via === b.admission?.via &&
    a.admission?.planId === b.admission?.planId &&
    a.admission?.subscriptionId === b.admission?.subscriptionId &&
    a.admission?.customerClass === b.admission?.customerClass
  )
}
