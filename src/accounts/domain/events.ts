import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

/** Somebody signed up; the address is not confirmed yet. */
export interface AccountSignedUp {
  readonly type: 'account.signed-up'
  readonly accountId: AccountId
}
/** The account needs a mail with a link that confirms its address. The link is made when the mail is. */
export interface VerificationRequested {
  readonly type: 'account.verification-requested'
  readonly accountId: AccountId
  readonly requestId: Id
}
/** Somebody signed up with an address that this account has confirmed: its owner is told, the stranger is not. */
export interface EmailClaimed {
  readonly type: 'account.email-claimed'
  readonly accountId: AccountId
  readonly requestId: Id
}
/** The account needs a mail with a link that sets a new password. */
export interface PasswordResetRequested {
  readonly type: 'account.password-reset-requested'
  readonly accountId: AccountId
  readonly requestId: Id
}
/** The password is another: stored logins of the account end (AUT-047). */
export interface PasswordChanged {
  readonly type: 'account.password-changed'
  readonly accountId: AccountId
}

export type AccountsEvent =
  | AccountSignedUp
  | VerificationRequested
  | EmailClaimed
  | PasswordResetRequested
  | PasswordChanged
