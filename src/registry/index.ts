export type { Digest } from './domain/digest.ts'
export type { ImageDeleted, ImagePushed, PullsRecorded, RegistryEvent } from './domain/events.ts'
export type { ImageDescription, RepositoryDescription, TagDescription } from './domain/image.ts'
export type { Platform } from './domain/manifest.ts'
export { reservedNamespaces } from './domain/namespace.ts'
export { type ForgetDecisions, forgetDecisions } from './forget-decisions.ts'
export { listRepositories } from './list-repositories.ts'
export { listTags } from './list-tags.ts'
export { type PlaceImage, placeImage } from './place-image.ts'
export {
  type ReadImageForScan,
  readImageForScan,
  type ScanLayer,
  type ScanManifest,
  type ScannableImage,
} from './read-image-for-scan.ts'
export { removeRepository } from './remove-repository.ts'
export { type ResolveImage, resolveImage } from './resolve-image.ts'
export { revokeLogins } from './revoke-logins.ts'
export { rotateTokenKey } from './rotate-token-key.ts'
export { type VerifiedImage, type VerifyImage, verifyImage } from './verify-image.ts'
export { writeAccessLog } from './write-access-log.ts'
