import type { AccountId, Role } from '../../platform/actor.ts'

export type { AccountId, Role } from '../../platform/actor.ts'

/** A person, or an organization that people act for (STO-002…004). */
export interface Account {
  readonly id: AccountId
  readonly kind: 'user' | 'organization'
  /** Unique, lower case; also the first part of the account's repositories. */
  readonly name: string
  readonly fullName: string
  /** Persons only. */
  readonly email?: string
  readonly emailVerified: boolean
  readonly createdAt: Date
}

/** A person's account together with the proof of its password. Stays inside this module. */
export interface Login {
  readonly account: Account
  readonly passwordHash: string
  readonly roles: readonly Role[]
}

/** Names that would be mistaken for the store, its paths or its staff (AUT-062). */
const reserved = new Set([
  'store',
  'holding',
  'library',
  'community',
  'user',
  'users',
  'admin',
  'api',
  'auth',
  'v2',
  'system',
  'root',
  'chandlery',
  'docker',
  'official',
  'support',
  'staff',
])

const shape = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/

/** The form in which names are kept and compared. */
export const plainName = (text: string): string => text.trim().toLowerCase()

/** What is wrong with a name for a person or organization, in a sentence; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 40) return 'Choose a name of 3 to 40 characters.'
  if (!shape.test(name)) {
    return 'Use lower-case letters, digits and single dots, underscores or dashes between them.'
  }
  if (reserved.has(name)) return 'This name is kept for the store itself. Choose another.'
  return undefined
}

const address =
  /^[^\s@<>(),;:"[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** What is wrong with an e-mail address, in a sentence; undefined when nothing is. */
export function emailProblem(email: string): string | undefined {
  return email.length <= 254 && address.test(email) ? undefined : 'Enter an e-mail address such as name@example.com.'
}
