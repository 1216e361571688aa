export type { AccountId } from '../platform/actor.ts'
export {
  type AuthenticateCredential,
  type AuthenticatedCredential,
  authenticateCredential,
  authenticateToken,
} from './authenticate-credential.ts'
export { authenticateSession, sessionCookieName } from './authenticate-session.ts'
export { authorize, authorizeAccountOwner, authorizeSignedIn } from './authorize.ts'
export type { Account, AccountKind } from './domain/account.ts'
export { accountNotFound } from './domain/errors.ts'
export type {
  AddressTaken,
  PasswordChanged,
  PasswordResetRequested,
  VerificationRequested,
} from './domain/events.ts'
export type { OrganizationRole } from './domain/membership.ts'
export type { Permission } from './domain/permissions.ts'
export { findAccount, findAccounts, type MailAddress, mailAddresses, rolesOf, staffWithRole } from './find-accounts.ts'
export { type ActingFor, accountsActingFor } from './list-organizations.ts'
export { listRevokedTokens } from './list-revoked-tokens.ts'
export { credentialNews } from './memory/credential-memory.ts'
export { createSetupLink, hasOperator } from './set-up-first-operator.ts'
