import { defineError } from '../../platform/errors.ts'

export const staffOnly = defineError(
  'forbidden',
  'audit.staff_only',
  'The audit trail is open to store staff only. Ask the operator of this store for the role you need.',
)
export const signInFirst = defineError(
  'unauthenticated',
  'audit.sign_in_first',
  'Sign in as store staff to read the audit trail.',
)
