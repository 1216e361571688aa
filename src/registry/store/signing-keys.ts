import type { Selectable } from 'kysely'
import type { TokenKey } from '../../platform/crypto/signed-token.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { RegistryTables, SigningKeyTable } from './tables.ts'

/** Keys that sign pull tokens: one signs, retired ones are still believed for a while (AUT-053). */
export const signingKeys = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async current(): Promise<TokenKey | undefined> {
      const row = await db.selectFrom('signing_key').selectAll().where('retired_at', 'is', null).executeTakeFirst()
      return row && toKey(row)
    },

    /** Keys in use, and those retired after the moment. */
    async trusted(retiredAfter: Date): Promise<readonly TokenKey[]> {
      const rows = await db
        .selectFrom('signing_key')
        .selectAll()
        .where((where) => where.or([where('retired_at', 'is', null), where('retired_at', '>', retiredAfter)]))
        .orderBy('created_at', 'desc')
        .limit(20)
        .execute()
      return rows.map(toKey)
    },

    /** Takes the key into use unless there is one: the partial unique index signing_key_current decides between twins. */
    async insert(key: TokenKey, at: Date): Promise<void> {
      await db
        .insertInto('signing_key')
        .values({
          kid: key.kid,
          public_jwk: JSON.stringify(key.publicJwk),
          private_jwk: JSON.stringify(key.privateJwk),
          created_at: at,
          retired_at: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async retire(kid: string, at: Date): Promise<void> {
      await db.updateTable('signing_key').set({ retired_at: at }).where('kid', '=', kid).execute()
    },
  }
}

function toKey(row: Selectable<SigningKeyTable>): TokenKey {
  return { kid: row.kid, publicJwk: row.public_jwk, privateJwk: row.private_jwk } as TokenKey
}
