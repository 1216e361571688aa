import type { AccountId } from '../../platform/actor.ts'

/** Somebody asked to confirm an address. The link works once. */
export interface VerificationRequested {
  readonly type: 'account.verification-requested'
  readonly accountId: AccountId
  readonly email: string
  readonly name: string
  readonly link: string
}

/** Somebody signed up with an address that belongs to an account: its owner is told, the caller is not. */
export interface AddressTaken {
  readonly type: 'account.address-taken'
  readonly accountId: AccountId
  readonly email: string
  readonly name: string
}

export interface PasswordResetRequested {
  readonly type: 'account.password-reset-requested'
  readonly accountId: AccountId
  readonly email: string
  readonly name: string
  readonly link: string
}

/** All sessions but the one that asked are over; stored logins must go too (AUT-047). */
export interface PasswordChanged {
  readonly type: 'account.password-changed'
  readonly accountId: AccountId
}
