import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const nameInvalid = defineError<{ name: string }>(
  'invalid',
  'registry.name_invalid',
  (d) =>
    `"${d.name}" is not a repository name. Use lower-case letters, digits and single separators (. _ -) between slashes, 255 characters at most.`,
)
export const tagInvalid = defineError<{ tag: string }>(
  'invalid',
  'registry.tag_invalid',
  (d) =>
    `"${d.tag}" is neither a tag nor a digest. A tag has at most 128 letters, digits, "_", "." and "-", and starts with a letter, a digit or "_".`,
)
export const tooManyTags = defineError<{ limit: number }>(
  'invalid',
  'registry.too_many_tags',
  (d) => `One request sets at most ${d.limit} tags. Send the rest in another one.`,
)
export const digestInvalid = defineError<{ digest: string }>(
  'invalid',
  'registry.digest_invalid',
  (d) => `"${d.digest}" is not a digest. Send sha256: and 64, or sha512: and 128, lower-case hexadecimal digits.`,
)
export const digestMismatch = defineError<{ expected: string; actual?: string }>(
  'invalid',
  'registry.digest_mismatch',
  (d) =>
    `The content does not have the digest ${d.expected}${d.actual ? ` but ${d.actual}` : ''}. Nothing was kept; send it again.`,
)
export const sizeInvalid = defineError<{ digest: string; said: number; is: number }>(
  'invalid',
  'registry.size_invalid',
  (d) => `The manifest says that ${d.digest} has ${d.said} bytes, but it has ${d.is}. Build the image again.`,
)
export const manifestInvalid = defineError<{ why: string }>(
  'invalid',
  'registry.manifest_invalid',
  (d) => `The manifest was refused: ${d.why} Nothing of it was kept; mend it and push it again.`,
)
export const schema1Refused = defineError(
  'invalid',
  'registry.schema1_refused',
  'The manifest was refused: schema 1 is obsolete and not kept here. Push with Docker 17.05 or later, or convert the image with skopeo.',
)
export const manifestTooLarge = defineError<{ limit: number }>(
  'too_large',
  'registry.manifest_too_large',
  (d) => `A manifest has at most ${d.limit / 1024 / 1024} MiB. Put large data into a layer.`,
)
export const manifestBlobUnknown = defineError<{ digest: string }>(
  'invalid',
  'registry.manifest_blob_unknown',
  (d) => `The manifest names ${d.digest}, which this repository does not have. Push it first, then the manifest.`,
)
export const manifestUnknown = defineError<{ repository: string; reference: string }>(
  'not_found',
  'registry.manifest_unknown',
  (d) => `${d.repository} has no manifest ${d.reference}. Look up the tags of the repository, or push it first.`,
)
export const nameUnknown = defineError<{ repository: string }>(
  'not_found',
  'registry.name_unknown',
  (d) => `The repository ${d.repository} does not exist. Check the name, or push an image to it.`,
)
export const blobUnknown = defineError<{ digest: string }>(
  'not_found',
  'registry.blob_unknown',
  (d) => `This repository has no blob ${d.digest}. Push it, or pull again by tag.`,
)
export const blobInUse = defineError<{ digest: string; manifest: string }>(
  'conflict',
  'registry.blob_in_use',
  (d) => `The blob ${d.digest} belongs to the manifest ${d.manifest}. Delete the manifest first, then the blob.`,
)
export const uploadUnknown = defineError(
  'not_found',
  'registry.upload_unknown',
  'This upload does not exist or has ended. Start a new one.',
)
export const uploadOutOfOrder = defineError<{ uploadId: string; repository: string; size: number }>(
  'conflict',
  'registry.upload_out_of_order',
  (d) => `The upload holds ${d.size} bytes so far. Continue there: the next byte is number ${d.size}.`,
)
export const uploadInvalid = defineError<{ why: string }>(
  'invalid',
  'registry.upload_invalid',
  (d) => `The upload was refused: ${d.why} What had arrived stays: ask for its status, mend the request, and go on.`,
)
export const uploadBusy = defineError(
  'conflict',
  'registry.upload_busy',
  'Another request is writing to this upload. Wait for it to end, ask for its status, and continue there.',
)
export const blobBeingRemoved = defineError<{ digest: string; retryAfter: number }>(
  'unavailable',
  'registry.blob_being_removed',
  (d) => `The old copy of ${d.digest} is just being removed. Nothing was lost; close the upload again in a moment.`,
)
export const contentHeld = defineError<{ held: string; reason: string; placedBy: string }>(
  'conflict',
  'registry.content_held',
  (d) =>
    `${d.held} is held by ${d.placedBy} and stays as it is until the hold is released: ${d.reason} Ask the store's staff.`,
)
export const heldContentUnknown = defineError<{ name: string }>(
  'not_found',
  'registry.held_content_unknown',
  (d) => `The store has neither a repository, a manifest nor a blob ${d.name}. Check the name or the digest.`,
)
export const holdUnknown = defineError(
  'not_found',
  'registry.hold_unknown',
  'This hold does not exist or was released already. Load the list again.',
)
export const collectionRunning = defineError(
  'conflict',
  'registry.collection_running',
  'A garbage collection is running already. Follow it, or stop it first.',
)
export const collectionNotRunning = defineError(
  'conflict',
  'registry.collection_not_running',
  'No garbage collection is running, so there is nothing to stop. Load the page again to see how the last one ended.',
)
export const tagImmutable = defineError<{ repository: string; tag: string }>(
  'conflict',
  'registry.tag_immutable',
  (d) =>
    `${d.repository}:${d.tag} is published and published tags never change. Publish the new content under a new tag.`,
)
export const imageDamaged = defineError<{ digest: string; why: string }>(
  'precondition_failed',
  'registry.image_damaged',
  (d) => `The stored bytes of ${d.digest} are not what they should be (${d.why}). Push the image again.`,
)
export const archiveInvalid = defineError<{ why: string }>(
  'invalid',
  'registry.archive_invalid',
  (d) =>
    `The archive was refused: ${d.why}. Nothing of it can be seen in the registry. Make the archive again, or fetch it again.`,
)
export const archiveIncomplete = defineError<{ digest: string; neededBy: string }>(
  'invalid',
  'registry.archive_incomplete',
  (d) =>
    `The archive lacks ${d.digest}, which ${d.neededBy} needs, and the repository does not have it either. Make the archive again with all platforms and layers.`,
)
export const archiveUnaddressed = defineError<{ why: string }>(
  'invalid',
  'registry.archive_unaddressed',
  (d) => `It is not clear where the images belong: ${d.why}.`,
)
export const exportTooLarge = defineError<{ limit: number }>(
  'limit_exceeded',
  'registry.export_too_large',
  (d) => `One archive holds at most ${d.limit} manifests. Export single repositories or tags.`,
)
export const nothingPublished = defineError<{ product: string }>(
  'not_found',
  'registry.nothing_published',
  (d) => `${d.product} has no published images. Publish it first, or export one of your staging repositories.`,
)
export const blobDamaged = defineError<{ digest: string; retryAfter: number }>(
  'unavailable',
  'registry.blob_damaged',
  (d) =>
    `The stored bytes of ${d.digest} are damaged and are not handed out. Push the image again, or ask the operator of the store to restore them.`,
)
export const rateInvalid = defineError<{ rate: string }>(
  'invalid',
  'registry.rate_invalid',
  (d) => `"${d.rate}" is not a rate. Write bytes per second, such as 50MB/s, 800k or 0 for as fast as it goes.`,
)
export const unsupported = defineError<{ what: string }>(
  'invalid',
  'registry.unsupported',
  (d) =>
    `${d.what} is not offered by this registry. The OCI distribution specification 1.1 says what can be asked at which address.`,
)
export const pathUnknown = defineError<{ path: string }>(
  'not_found',
  'registry.path_unknown',
  (d) => `There is nothing at ${d.path}. Check the address; repositories are at /v2/<name>/….`,
)
export const loginRequired = defineError(
  'unauthenticated',
  'registry.login_required',
  'Fetch a token for this repository first; docker login does it for you.',
)
export const tokenInvalid = defineError<{ why: string }>(
  'unauthenticated',
  'registry.token_invalid',
  (d) => `The token was refused: ${d.why}. Fetch a new one; docker login does it for you.`,
)
/** The token is good, but does not hold the action. Sent as 401 insufficient_scope (AUT-012). */
export const insufficientScope = defineError<Refusal>('forbidden', 'registry.insufficient_scope', (d) => d.text)
/** The token holds the action, but the listing state or the tag says no now. Sent as 403 DENIED (AUT-008). */
export const pullDenied = defineError<Refusal>('forbidden', 'registry.pull_denied', (d) => d.text)
export const wrongService = defineError<{ service: string; expected: string }>(
  'invalid',
  'registry.wrong_service',
  (d) => `This token server speaks for "${d.expected}", not for "${d.service}". Use the service of the challenge.`,
)
export const wrongAccount = defineError(
  'unauthenticated',
  'registry.wrong_account',
  'The account of the request is not the one that signed in. Log in again with the right user name.',
)
export const refreshTokenRefused = defineError(
  'unauthenticated',
  'registry.refresh_token_refused',
  'Your login is no longer valid. Log in again with docker login.',
)
export const loginNotFound = defineError(
  'not_found',
  'registry.login_not_found',
  'There is no such docker login, or it has ended already. Load the page again.',
)
export const grantRefused = defineError<{ grantType: string }>(
  'invalid',
  'registry.unsupported_grant_type',
  (d) => `The grant type "${d.grantType}" is not offered. Use password or refresh_token.`,
)
export const requestIncomplete = defineError<{ missing: string }>(
  'invalid',
  'registry.token_request_incomplete',
  (d) => `The token request lacks ${d.missing}. Add it and try again.`,
)
export const decisionFailed = defineError<{ retryAfter: number }>(
  'unavailable',
  'registry.decision_failed',
  'The store cannot decide about this pull right now, so nothing was handed out. Try again shortly.',
)

/** The publisher's quota has no room. Sent as 403 DENIED. */
export const bytesOverQuota = defineError<QuotaRefusal>('forbidden', 'registry.bytes_over_quota', (d) => d.text)
export const repositoriesOverQuota = defineError<QuotaRefusal>(
  'forbidden',
  'registry.repositories_over_quota',
  (d) => d.text,
)
/** What a limit says, for headers and texts. */
export interface LimitReached {
  readonly limit: number
  /** Seconds over which it is counted. */
  readonly windowSeconds: number
  readonly remaining: number
  /** Seconds to wait. */
  readonly retryAfter: number
}
export const tooManyRequests = defineError<LimitReached>(
  'limit_exceeded',
  'registry.too_many_requests',
  (d) => `These are more than ${d.limit} requests each second. Wait ${d.retryAfter} s and try again.`,
)
export const tooManyPulls = defineError<LimitReached & { anonymous: boolean; host: string }>(
  'limit_exceeded',
  'registry.too_many_pulls',
  (d) =>
    `You have pulled ${d.limit} times within ${Math.round(d.windowSeconds / 3600)} hours${
      d.anonymous ? ` without a login. Run docker login ${d.host} for more, or try` : '. Try'
    } again in ${waitText(d.retryAfter)}.`,
)

function waitText(seconds: number): string {
  return seconds > 5400 ? `${Math.ceil(seconds / 3600)} hours` : `${Math.ceil(seconds / 60)} minutes`
}

export const ownerNeeded = defineError<{ namespace: string }>(
  'forbidden',
  'registry.owner_needed',
  (d) => `Only an owner of ${d.namespace} may decide what is deleted there. Ask one of them.`,
)
export const retentionNotHere = defineError<{ name: string }>(
  'invalid',
  'registry.retention_not_here',
  (d) =>
    `${d.name} is not a private staging repository or namespace, and only those have clean-up rules. Name one of your own, such as acme/widget or acme.`,
)
export const retentionInvalid = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'registry.retention_invalid',
  'The rules cannot be saved like this. Correct the marked entries.',
)
export const retentionUnknown = defineError<{ name: string }>(
  'not_found',
  'registry.retention_unknown',
  (d) => `There are no clean-up rules for ${d.name}. Reload the page; somebody may have removed them.`,
)
/** Why nothing more is taken in: what is used of what is allowed, in bytes or repositories. */
export interface QuotaRefusal extends Refusal {
  readonly used: number
  readonly limit: number
}

/** Why something is not handed out, in words for the terminal (AUT-073). */
export interface Refusal {
  /** A code of AUT-074…086, or `unknown` when nothing may be told. */
  readonly reason: string
  readonly text: string
  readonly url?: string
  readonly listing?: string
  readonly until?: string
  /** Which access was lacking, for the challenge. */
  readonly repository?: string
  readonly action?: string
}
