import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const imageNotFound = defineError<{ repository: string; reference: string }>(
  'not_found',
  'vulnerabilities.image_not_found',
  (d) => `There is no image ${d.repository}:${d.reference} that you may see. Push it first, or check the name.`,
)
export const scannerRoleNeeded = defineError(
  'forbidden',
  'vulnerabilities.read_only',
  'Only an editor or owner of the publisher may start a scan. Ask one of them.',
)
export const feedUnreadable = defineError<{ path: string; reason: string }>(
  'invalid',
  'vulnerabilities.feed_unreadable',
  (d) =>
    `${d.path} could not be read: ${d.reason}. Give a zip, a folder or a JSON file with OSV records; nothing was changed.`,
)
export const feedTooBroken = defineError<{ path: string; rejected: number; records: number; example: string }>(
  'invalid',
  'vulnerabilities.feed_too_broken',
  (d) =>
    `${d.rejected} of ${d.records} records in ${d.path} are not valid (for example ${d.example}), so the old data stays. Get a complete copy and import again.`,
)
export const feedShrunk = defineError<{ path: string; before: number; now: number }>(
  'invalid',
  'vulnerabilities.feed_shrunk',
  (d) =>
    `${d.path} has ${d.now} valid records, more than a tenth fewer than the ${d.before} in the store, so the old data stays. Get a complete copy and import again.`,
)
export const feedEmpty = defineError<{ path: string }>(
  'invalid',
  'vulnerabilities.feed_empty',
  (d) => `${d.path} holds no records, so the old data stays. Get a complete copy and import again.`,
)
export const feedBusy = defineError<{ feed: string }>(
  'conflict',
  'vulnerabilities.feed_busy',
  (d) =>
    `The feed ${d.feed} is being imported already. Follow it under Desk > Advisories, or try again in a few minutes.`,
)
export const feedUnknown = defineError<{ feed: string; known: readonly string[] }>(
  'not_found',
  'vulnerabilities.feed_unknown',
  (d) =>
    d.known.length === 0
      ? `There is no feed called ${d.feed}: none is configured. Name addresses in CHANDLERY_ADVISORY_FEEDS.`
      : `There is no feed called ${d.feed}. Configured are: ${d.known.join(', ')}.`,
)
export const findingNotFound = defineError(
  'not_found',
  'vulnerabilities.finding_not_found',
  'This product has no such finding. Open the list of its findings and choose one there.',
)
export const reasonRequired = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'vulnerabilities.reason_required',
  'A reason is needed. Write one sentence that the publisher and later reviewers understand.',
)
export const cursorUnreadable = defineError(
  'invalid',
  'vulnerabilities.cursor_unreadable',
  'The parameter "after" is not one that this list gave out. Begin without it.',
)
export const scanNotComplete = defineError<{ state: string }>(
  'conflict',
  'vulnerabilities.scan_not_complete',
  (d) =>
    `There is no result to write down yet: the scan is ${d.state === 'none' ? 'not begun' : d.state}. Wait until it is complete, or start it.`,
)
export const platformNotScanned = defineError<{ wanted: string; known: readonly string[] }>(
  'not_found',
  'vulnerabilities.platform_not_scanned',
  (d) => `The image has nothing for ${d.wanted}. Choose one of: ${d.known.join(', ') || 'none'}.`,
)
