import type { DomainError } from '../../platform/errors.ts'

/** Error codes of the OCI distribution specification, which clients read. */
export type OciCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DENIED'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'TOOMANYREQUESTS'
  | 'UNAUTHORIZED'
  | 'UNAVAILABLE'
  | 'UNKNOWN'
  | 'UNSUPPORTED'

const codes: Readonly<Record<string, OciCode>> = {
  'registry.name_invalid': 'NAME_INVALID',
  'registry.tag_invalid': 'TAG_INVALID',
  'registry.too_many_tags': 'TAG_INVALID',
  'registry.digest_invalid': 'DIGEST_INVALID',
  'registry.digest_mismatch': 'DIGEST_INVALID',
  'registry.size_invalid': 'SIZE_INVALID',
  'registry.manifest_invalid': 'MANIFEST_INVALID',
  'registry.schema1_refused': 'MANIFEST_INVALID',
  'registry.manifest_too_large': 'SIZE_INVALID',
  'registry.manifest_blob_unknown': 'MANIFEST_BLOB_UNKNOWN',
  'registry.manifest_unknown': 'MANIFEST_UNKNOWN',
  'registry.name_unknown': 'NAME_UNKNOWN',
  'registry.blob_unknown': 'BLOB_UNKNOWN',
  'registry.upload_unknown': 'BLOB_UPLOAD_UNKNOWN',
  'registry.upload_out_of_order': 'BLOB_UPLOAD_INVALID',
  'registry.upload_invalid': 'BLOB_UPLOAD_INVALID',
  'registry.upload_busy': 'BLOB_UPLOAD_INVALID',
  'blobs.too_large': 'SIZE_INVALID',
  'blobs.not_found': 'BLOB_UNKNOWN',
  'blobs.upload_not_found': 'BLOB_UPLOAD_UNKNOWN',
  'blobs.upload_busy': 'BLOB_UPLOAD_INVALID',
  'blobs.offset_mismatch': 'BLOB_UPLOAD_INVALID',
  'registry.unsupported': 'UNSUPPORTED',
  'http.unreadable_text': 'UNSUPPORTED',
  'registry.path_unknown': 'UNSUPPORTED',
}

const byKind: Readonly<Record<DomainError['kind'], OciCode>> = {
  not_found: 'NAME_UNKNOWN',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'DENIED',
  conflict: 'DENIED',
  invalid: 'MANIFEST_INVALID',
  limit_exceeded: 'TOOMANYREQUESTS',
  too_large: 'SIZE_INVALID',
  precondition_failed: 'DENIED',
  unavailable: 'UNAVAILABLE',
}

/** The code under which clients know the refusal. */
export function ociCodeOf(error: DomainError): OciCode {
  return codes[error.code] ?? byKind[error.kind]
}
