import { type Actor, accountOf } from '../../platform/actor.ts'
import type { HoldingPerson } from '../store/content-holds.ts'

/** Who acts, as lists show it: the account's name, or "the store" for its own commands and jobs. */
export function nameOf(actor: Actor): string {
  return actor.kind === 'user' || actor.kind === 'token' ? actor.name : 'the store'
}

/** Who places or releases a hold. */
export function holdingPerson(actor: Actor): HoldingPerson {
  const accountId = accountOf(actor)
  return { name: nameOf(actor), ...(accountId && { accountId }) }
}
