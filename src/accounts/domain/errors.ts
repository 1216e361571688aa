import { defineError, type FieldProblem } from '../../platform/errors.ts'

export const badSignUp = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.bad_sign_up',
  'Some entries need a change.',
)
export const badPassword = defineError<{ fields: readonly FieldProblem[] }>('invalid', 'accounts.bad_password', (d) =>
  d.fields.map((field) => field.message).join(' '),
)
export const nameTaken = defineError<{ name: string; fields: readonly FieldProblem[] }>(
  'conflict',
  'accounts.name_taken',
  (d) => `The name ${d.name} is taken. Choose another one.`,
)
export const badCredentials = defineError(
  'unauthenticated',
  'accounts.bad_credentials',
  'The user name or password is wrong. Check both, or reset your password.',
)
export const emailNotConfirmed = defineError(
  'unauthenticated',
  'accounts.email_not_confirmed',
  'Your e-mail address is not confirmed yet. Follow the link in the mail that we sent you, or ask for a new one.',
)
export const tooManyAttempts = defineError<{ retryAfter: number }>(
  'limit_exceeded',
  'accounts.too_many_attempts',
  (d) => `Too many failed sign-ins. Wait ${Math.ceil(d.retryAfter / 60)} minutes and try again.`,
)
export const badToken = defineError(
  'unauthenticated',
  'accounts.bad_token',
  'This access token does not exist, was revoked or has expired. Make a new one under Account > Access tokens.',
)
export const tokenLacksScope = defineError<{ scope: string }>(
  'forbidden',
  'accounts.token_lacks_scope',
  (d) => `This access token may not do that: it lacks the scope "${d.scope}". Make one that has it.`,
)
export const badLink = defineError(
  'invalid',
  'accounts.bad_link',
  'This link was used already or has expired. Ask for a new one.',
)
export const emailTaken = defineError(
  'conflict',
  'accounts.email_taken',
  'Another account has confirmed this e-mail address. Sign in with that account, or set a new password for it.',
)
export const sessionNeeded = defineError(
  'forbidden',
  'accounts.session_needed',
  'An access token may not do this. Sign in with your password and try again.',
)
export const tooManyTokens = defineError<{ limit: number }>(
  'limit_exceeded',
  'accounts.too_many_tokens',
  (d) => `You have ${d.limit} access tokens, which is the most. Revoke one that you no longer need.`,
)
export const signInFirst = defineError('unauthenticated', 'accounts.sign_in_first', 'Sign in first, then try again.')
export const notPermitted = defineError<{ permission: string }>(
  'forbidden',
  'accounts.not_permitted',
  'Your account may not do this. Ask the operator of this store for the role that you need.',
)
export const notOwner = defineError<{ name: string }>(
  'forbidden',
  'accounts.not_owner',
  (d) => `Only an owner of ${d.name} may do this. Ask one of them.`,
)
export const accountNotFound = defineError<{ name: string }>(
  'not_found',
  'accounts.not_found',
  (d) => `There is no account called ${d.name}. Check the spelling.`,
)
export const lastOwner = defineError(
  'conflict',
  'accounts.last_owner',
  'An organization needs an owner. Make somebody else an owner first.',
)
export const sessionNotFound = defineError('not_found', 'accounts.session_not_found', 'This session has ended already.')
export const tokenNotFound = defineError(
  'not_found',
  'accounts.token_not_found',
  'There is no such access token. It may have been revoked already.',
)
export const expiryInPast = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.expiry_in_past',
  'The token would have expired already. Choose a later day.',
)
export const limitedTokenPulls = defineError<{ fields: readonly FieldProblem[] }>(
  'invalid',
  'accounts.limited_token_pulls',
  'A token that is limited to some products can only pull them. Choose pulling alone, or make a token without the limit.',
)
export const operatorExists = defineError(
  'conflict',
  'accounts.operator_exists',
  'This store has an operator already. Ask them for the role that you need.',
)
export const lastOperator = defineError(
  'conflict',
  'accounts.last_operator',
  'The store needs an operator. Make somebody else an operator first.',
)
