import type { Tx } from '../../platform/db/database.ts'
import type { TermsAcceptance } from '../domain/terms-acceptance.ts'
import type { LicensingTables } from './tables.ts'

/** Proof of what was accepted; rows are never changed (a trigger refuses). */
export const acceptances = (tx: Tx) => {
  const db = tx.withTables<LicensingTables>()
  return {
    async insert(acceptance: TermsAcceptance): Promise<void> {
      await db
        .insertInto('terms_acceptance')
        .values({
          id: acceptance.id,
          account_id: acceptance.accountId,
          accepted_by: acceptance.acceptedBy,
          plan_id: acceptance.planId,
          terms_hash: acceptance.hash,
          terms_version: acceptance.version,
          channel: acceptance.channel,
          accepted_at: acceptance.at,
        })
        .execute()
    },
  }
}
