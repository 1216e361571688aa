export {
  type Authenticated,
  authenticateCredential,
  authenticateToken,
} from './authenticate-credential.ts'
export { authenticateSession } from './authenticate-session.ts'
export { authorize, authorizeAccountOwner, authorizeSignedIn, authorizeSystem } from './authorize.ts'
export { createSetupLink, hasOperator } from './create-setup-link.ts'
export type { Account, AccountId } from './domain/account.ts'
export { signInFirst } from './domain/errors.ts'
export type { AccountsEvent } from './domain/events.ts'
export type { Permission } from './domain/permissions.ts'
export { sessionCookieName } from './domain/session.ts'
export {
  type ActingAccount,
  accountsActingFor,
  findAccount,
  findAccounts,
  type MailAddress,
  mailAddresses,
  rolesOf,
  staffWithRole,
} from './find-account.ts'
export { type IssuedLink, issueEmailLink } from './issue-email-link.ts'
export { setUpFirstOperator } from './set-up-first-operator.ts'
export { signIn } from './sign-in.ts'
export { signUp } from './sign-up.ts'
export { verifyEmail } from './verify-email.ts'
