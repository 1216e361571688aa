import type { Tx } from '../../platform/db/database.ts'
import { type ContentHold, heldName } from '../domain/content-hold.ts'
import type { Digest } from '../domain/digest.ts'
import { contentHeld } from '../domain/errors.ts'
import { contentHolds } from '../store/content-holds.ts'

/**
 * Throws registry.content_held when the manifest or blob must stay in the repository. No hold is placed on it from here to the end
 * of the transaction. Call it before anything else in the transaction: it waits for holds that are being placed.
 */
export async function refuseHeld(tx: Tx, repository: string, digest: Digest): Promise<void> {
  const hold = await holdOn(tx, repository, digest)
  if (hold) throw refusal(hold)
}

/** The hold that keeps a manifest or blob of the repository, if any; it stays so until the end of the transaction. */
export async function holdOn(tx: Tx, repository: string, digest: Digest): Promise<ContentHold | undefined> {
  await contentHolds(tx).lockForRemoving()
  return contentHolds(tx).keeping(repository, digest)
}

/**
 * Throws registry.content_held when the repository must stay: it is held, or is the last to have something that is. Alone, because
 * of two that are removed at once each would be told that the other one has it.
 */
export async function refuseHeldRepository(tx: Tx, repository: string): Promise<void> {
  await contentHolds(tx).lockAlone()
  const hold = await contentHolds(tx).keepingAll(repository)
  if (hold) throw refusal(hold)
}

const refusal = ({ content, reason, placedBy }: ContentHold) =>
  contentHeld({ held: heldName(content), reason, placedBy })
