import type { Actor } from '../../platform/actor.ts'

/** Who did it, as people read it; what the program does by itself is done by "the store". */
export function actorName(actor: Actor): string {
  return actor.kind === 'user' || actor.kind === 'token' ? actor.name : 'the store'
}
