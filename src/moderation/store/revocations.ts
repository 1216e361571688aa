import type { ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import { revocationProposed } from '../domain/errors.ts'
import type { Revocation, RevocationKind } from '../domain/revocation.ts'
import type { ModerationTables } from './tables.ts'

/** Proposals to revoke listings. */
export const revocations = (tx: Tx) => {
  const db = tx.withTables<ModerationTables>()
  return {
    /** The partial unique index revocation_proposal_open_once decides races: the loser gets a conflict. */
    async insert(revocation: Revocation, name: string): Promise<void> {
      await onUnique(
        'revocation_proposal_open_once',
        () => revocationProposed({ name }),
        db
          .insertInto('revocation_proposal')
          .values({
            id: revocation.id,
            product_id: revocation.productId,
            kind: revocation.kind,
            reason: revocation.reason,
            proposed_by: revocation.proposedBy,
            proposed_by_name: revocation.proposedByName,
            proposed_at: revocation.proposedAt,
            decided_by_name: null,
            decided_at: null,
            outcome: null,
          })
          .execute(),
      )
    },

    /** What waits for a second member of the staff, the oldest first; 500 at most. */
    async open(): Promise<Revocation[]> {
      const rows = await db
        .selectFrom('revocation_proposal')
        .selectAll()
        .where('decided_at', 'is', null)
        .orderBy('proposed_at')
        .limit(500)
        .execute()
      return rows.map(toRevocation)
    },

    /** Ends the open proposal; undefined when there is none, or when somebody was faster. */
    async decide(
      productId: ProductId,
      outcome: 'confirmed' | 'dismissed',
      by: { readonly name: string; readonly at: Date },
    ): Promise<Revocation | undefined> {
      const row = await db
        .updateTable('revocation_proposal')
        .set({ outcome, decided_by_name: by.name, decided_at: by.at })
        .where('product_id', '=', productId)
        .where('decided_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      return row && toRevocation(row)
    },
  }
}

function toRevocation(row: {
  id: string
  product_id: string
  kind: string
  reason: string
  proposed_by: string
  proposed_by_name: string
  proposed_at: Date
}): Revocation {
  return {
    id: row.id as Revocation['id'],
    productId: row.product_id as ProductId,
    kind: row.kind as RevocationKind,
    reason: row.reason,
    proposedBy: row.proposed_by as AccountId,
    proposedByName: row.proposed_by_name,
    proposedAt: row.proposed_at,
  }
}
