import { defineError, type FieldProblem } from '../../platform/errors.ts'
import type { PublisherState } from './publisher.ts'

export const publisherNotFound = defineError(
  'not_found',
  'publishers.not_found',
  'There is no such publisher, or you do not belong to it.',
)
export const alreadyApplied = defineError<{ slug: string }>(
  'conflict',
  'publishers.already_applied',
  (d) => `${d.slug} has applied already. See the publisher portal for where it stands.`,
)
export const badApplication = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'publishers.bad_application',
  'Some entries need a change.',
)
export const notNow = defineError<{ state: PublisherState; fields?: readonly FieldProblem[] }>(
  'conflict',
  'publishers.not_in_this_state',
  (d) =>
    `This is not possible while the publisher is ${d.state.replaceAll('_', ' ')}. Reload the page to see where it stands.`,
)
export const agreementChanged = defineError<{ version: string }>(
  'conflict',
  'publishers.agreement_changed',
  (d) => `The agreement has a newer text, version ${d.version}. Read it and accept that one.`,
)
export const profileIncomplete = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'publishers.profile_incomplete',
  'Customers see this profile, so it has to stay complete. Correct the marked entries.',
)
export const roleTooLow = defineError<{ needed: string }>(
  'forbidden',
  'publishers.role_too_low',
  (d) => `Only an ${d.needed} of the publisher may do this. Ask one of them.`,
)
export const lastPublisherOwner = defineError(
  'conflict',
  'publishers.last_owner',
  'A publisher needs an owner. Make somebody else an owner first.',
)
export const memberNotFound = defineError<{ username: string }>(
  'not_found',
  'publishers.member_not_found',
  (d) => `There is no account called ${d.username}. Check the spelling.`,
)
export const logoTooSmall = defineError<{ width: number; height: number; fields?: readonly FieldProblem[] }>(
  'invalid',
  'publishers.logo_too_small',
  (d) => `The logo has ${d.width} × ${d.height} pixels. Use a square of at least 512 × 512.`,
)
export const logoTooLarge = defineError<{ limit: number }>(
  'too_large',
  'publishers.logo_too_large',
  (d) =>
    `The logo is larger than ${Math.floor(d.limit / 1048576)} MiB. Save it with fewer pixels or a stronger compression.`,
)
export const mayNotSubmit = defineError<{ next: string; fields?: readonly FieldProblem[] }>(
  'precondition_failed',
  'publishers.may_not_submit',
  (d) => `Your company may not submit products yet. ${d.next}`,
)
