import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'

/** A signed-in browser. */
export interface Session {
  readonly id: Id<'session'>
  readonly accountId: AccountId
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly address: string
  readonly client: string
}
