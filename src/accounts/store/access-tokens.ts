import { type Selectable, sql } from 'kysely'
import type { AccountId, Role, TokenScope } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { AccessToken, TokenUse } from '../domain/access-token.ts'
import type { Account } from '../domain/account.ts'
import { toAccount } from './accounts.ts'
import { rolesOfAccount } from './roles.ts'
import type { AccountTables } from './tables.ts'

export const accessTokens = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    async insert(token: AccessToken, tokenHash: string): Promise<void> {
      await db
        .insertInto('access_token')
        .values({
          id: token.id,
          account_id: token.accountId,
          name: token.name,
          token_hash: tokenHash,
          scopes: [...token.scopes],
          limited_to: token.limitedTo ? [...token.limitedTo] : null,
          created_at: token.createdAt,
          expires_at: token.expiresAt,
          last_used_at: null,
          last_used_address: null,
          last_used_client: null,
          revoked_at: null,
        })
        .execute()
    },

    async list(accountId: AccountId): Promise<AccessToken[]> {
      const rows = await db
        .selectFrom('access_token')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('revoked_at', 'is', null)
        .orderBy('id', 'desc')
        .limit(200)
        .execute()
      return rows.map(toToken)
    },

    /** A valid token with its account and the account's roles. Use is recorded at most once a minute for each place. */
    async use(
      tokenHash: string,
      from: TokenUse,
      now: Date,
    ): Promise<{ token: AccessToken; account: Account; roles: Role[] } | undefined> {
      const row = await db
        .selectFrom('access_token')
        .innerJoin('account', 'account.id', 'access_token.account_id')
        .selectAll('account')
        .select(rolesOfAccount)
        .select(sql<Selectable<AccountTables['access_token']>>`to_jsonb(access_token)`.as('token'))
        .where('access_token.token_hash', '=', tokenHash)
        .where('access_token.revoked_at', 'is', null)
        .where((eb) => eb.or([eb('access_token.expires_at', 'is', null), eb('access_token.expires_at', '>', now)]))
        .executeTakeFirst()
      if (!row) return undefined
      const token = toToken(fromJson(row.token))
      const minuteAgo = new Date(now.getTime() - 60_000)
      if (token.lastUsedAt === null || token.lastUsedAt < minuteAgo || !isSamePlace(token.lastUsedFrom, from)) {
        await db
          .updateTable('access_token')
          .set({ last_used_at: now, last_used_address: from.address, last_used_client: from.client ?? null })
          .where('id', '=', token.id)
          .execute()
      }
      return { token, account: toAccount(row), roles: row.roles as Role[] }
    },

    /** Revokes a token of the account; the name of it, or undefined when there was none. */
    async revoke(accountId: AccountId, id: AccessToken['id'], at: Date): Promise<string | undefined> {
      const row = await db
        .updateTable('access_token')
        .set({ revoked_at: at })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returning('name')
        .executeTakeFirst()
      return row?.name
    },

    /** Tokens that were revoked after the moment, the latest first, 5,000 at most. */
    async revokedSince(moment: Date): Promise<AccessToken['id'][]> {
      const rows = await db
        .selectFrom('access_token')
        .select('id')
        .where('revoked_at', '>', moment)
        .orderBy('revoked_at', 'desc')
        .limit(5000)
        .execute()
      return rows.map((row) => row.id as AccessToken['id'])
    },

    /** Forgets what was revoked before the moment. */
    async removeRevoked(before: Date): Promise<void> {
      await db.deleteFrom('access_token').where('revoked_at', '<', before).execute()
    },
  }
}

const placeOf = (address: string, client: string | null): TokenUse => ({ address, ...(client !== null && { client }) })

const isSamePlace = (one: TokenUse | null, other: TokenUse): boolean =>
  one !== null && one.address === other.address && one.client === other.client

type TokenRow = Selectable<AccountTables['access_token']>

/** Times are text inside jsonb. */
function fromJson(token: TokenRow): TokenRow {
  const date = (value: Date | null) => (value === null ? null : new Date(value))
  return {
    ...token,
    created_at: new Date(token.created_at),
    expires_at: date(token.expires_at),
    last_used_at: date(token.last_used_at),
    revoked_at: date(token.revoked_at),
  }
}

function toToken(row: TokenRow): AccessToken {
  return {
    id: row.id as AccessToken['id'],
    accountId: row.account_id as AccountId,
    name: row.name,
    scopes: row.scopes as TokenScope[],
    limitedTo: row.limited_to,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    lastUsedFrom: row.last_used_address === null ? null : placeOf(row.last_used_address, row.last_used_client),
  }
}
