import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const signInFirst = defineError(
  'unauthenticated',
  'accounts.sign_in_first',
  'Sign in first. If you have no account yet, sign up; it is free.',
)
export const roleNeeded = defineError(
  'forbidden',
  'accounts.role_needed',
  'Only store staff with the right role may do this. Ask the operator of this store.',
)
export const scopeNeeded = defineError<{ scope: string }>(
  'forbidden',
  'accounts.scope_needed',
  (d) => `This access token lacks the scope "${d.scope}". Make one that has it under Account > Access tokens.`,
)
export const sessionNeeded = defineError(
  'forbidden',
  'accounts.session_needed',
  'An access token may not do this. Sign in with your password and try again.',
)
export const badCredentials = defineError(
  'unauthenticated',
  'accounts.bad_credentials',
  'The user name or the password is wrong. Check both, or reset the password on the sign-in page.',
)
export const badToken = defineError(
  'unauthenticated',
  'accounts.bad_token',
  'This access token is unknown, expired or revoked. Make a new one under Account > Access tokens.',
)
export const emailNotConfirmed = defineError(
  'unauthenticated',
  'accounts.email_not_confirmed',
  'The e-mail address of this account is not confirmed. Open the link in the mail, or ask for a new one on the sign-in page.',
)
export const tooManyAttempts = defineError<{ retryAfter: number }>(
  'limit_exceeded',
  'accounts.too_many_attempts',
  (d) => `Too many failed sign-ins. Wait ${Math.ceil(d.retryAfter / 60)} minutes and try again.`,
)
export const invalidSignUp = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.invalid_sign_up',
  'Some entries need a correction. See the notes beside them.',
)
export const nameTaken = defineError<{ name: string; fields: readonly FieldProblem[] }>(
  'conflict',
  'accounts.name_taken',
  (d) => `The name "${d.name}" is taken. Choose another.`,
)
export const badPassword = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.bad_password',
  'This password cannot be used. See the note beside it.',
)
export const wrongPassword = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.wrong_password',
  'The current password is wrong. Enter the one that you sign in with.',
)
export const linkNotValid = defineError(
  'not_found',
  'accounts.link_not_valid',
  'This link is used up, expired or incomplete. Ask for a new mail and open the link in the newest one.',
)
export const emailTaken = defineError(
  'conflict',
  'accounts.email_taken',
  'Another account has confirmed this e-mail address. Sign in with that account, or reset its password.',
)
export const accountNotFound = defineError<{ name: string }>(
  'not_found',
  'accounts.not_found',
  (d) => `There is no account called "${d.name}", or you may not see it. Check the name.`,
)
export const ownersOnly = defineError(
  'forbidden',
  'accounts.owners_only',
  'Only an owner of the organization may do this. Ask one of its owners.',
)
export const lastOwner = defineError(
  'conflict',
  'accounts.last_owner',
  'An organization needs an owner. Make somebody else owner first.',
)
export const lastOperator = defineError(
  'conflict',
  'accounts.last_operator',
  'A store needs an operator. Give the role to somebody else first.',
)
export const tooMany = defineError<{ what: string; limit: number }>(
  'limit_exceeded',
  'accounts.too_many',
  (d) => `There can be at most ${d.limit} ${d.what}. Remove one that is no longer needed.`,
)
export const sessionNotFound = defineError(
  'not_found',
  'accounts.session_not_found',
  'This session has ended already. Reload the list.',
)
export const tokenNotFound = defineError(
  'not_found',
  'accounts.token_not_found',
  'This access token is revoked already. Reload the list.',
)
export const invalidToken = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.invalid_token',
  'The access token was not made. See the notes beside the entries.',
)
export const setUpAlready = defineError(
  'conflict',
  'accounts.set_up_already',
  'This store has an operator already. Sign in, or ask the operator for a role.',
)
