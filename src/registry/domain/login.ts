import type { Id } from '../../platform/ids.ts'

export type LoginId = Id<'refresh_token'>

/** A docker login that the store remembers, as its owner sees it: a refresh token without the token. */
export interface StoredLogin {
  readonly id: LoginId
  /** What the program that logged in calls itself. */
  readonly client: string
  readonly createdAt: Date
  readonly lastUsedAt: Date
  readonly lastUsedAddress: string | null
}
