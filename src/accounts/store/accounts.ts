import { type Selectable, sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import { isUniqueViolation } from '../../platform/db/unique.ts'
import type { Account } from '../domain/account.ts'
import { nameTaken } from '../domain/errors.ts'
import type { AccountTables } from './tables.ts'

export const accounts = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    /** The unique index account_name decides races: the loser is told that the name is taken. */
    async insert(account: Account, passwordHash?: string): Promise<void> {
      try {
        await db
          .insertInto('account')
          .values({
            id: account.id,
            kind: account.kind,
            name: account.name,
            full_name: account.fullName,
            email: account.email ?? null,
            email_verified_at: account.emailVerified ? account.createdAt : null,
            password_hash: passwordHash ?? null,
            created_at: account.createdAt,
          })
          .execute()
      } catch (error) {
        if (!isUniqueViolation(error, 'account_name')) throw error
        const message = 'This name is taken. Choose another one.'
        throw nameTaken({ name: account.name, fields: [{ field: 'username', message }] })
      }
    },

    async byId(id: AccountId): Promise<Account | undefined> {
      const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAccount(row)
    },

    async byIds(ids: readonly AccountId[]): Promise<Account[]> {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('account')
        .selectAll()
        .where('id', 'in', [...new Set(ids)])
        .limit(ids.length)
        .execute()
      return rows.map(toAccount)
    },

    async byName(name: string): Promise<Account | undefined> {
      const row = await withName(name).executeTakeFirst()
      return row && toAccount(row)
    },

    async byEmail(email: string): Promise<Account | undefined> {
      const row = await db
        .selectFrom('account')
        .selectAll()
        .where(sql<boolean>`lower(email) = ${email.toLowerCase()}`)
        .executeTakeFirst()
      return row && toAccount(row)
    },

    /** A person by user name or address, with the password's hash. */
    async forSignIn(nameOrEmail: string): Promise<{ account: Account; passwordHash: string } | undefined> {
      const row = await (nameOrEmail.includes('@')
        ? db.selectFrom('account').selectAll().where(sql<boolean>`lower(email) = ${nameOrEmail.toLowerCase()}`)
        : withName(nameOrEmail)
      ).executeTakeFirst()
      return row?.password_hash ? { account: toAccount(row), passwordHash: row.password_hash } : undefined
    },

    async passwordHash(id: AccountId): Promise<string | undefined> {
      const row = await db.selectFrom('account').select('password_hash').where('id', '=', id).executeTakeFirst()
      return row?.password_hash ?? undefined
    },

    async setPassword(id: AccountId, passwordHash: string): Promise<void> {
      await db.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', id).execute()
    },

    async confirmEmail(id: AccountId, at: Date): Promise<void> {
      await db
        .updateTable('account')
        .set({ email_verified_at: at })
        .where('id', '=', id)
        .where('email_verified_at', 'is', null)
        .execute()
    },

    async rename(id: AccountId, fullName: string): Promise<void> {
      await db.updateTable('account').set({ full_name: fullName }).where('id', '=', id).execute()
    },
  }

  function withName(name: string) {
    return db.selectFrom('account').selectAll().where(sql<boolean>`lower(name) = ${name.toLowerCase()}`)
  }
}

export function toAccount(row: Selectable<AccountTables['account']>): Account {
  return {
    id: row.id as AccountId,
    kind: row.kind as Account['kind'],
    name: row.name,
    fullName: row.full_name,
    ...(row.email !== null && { email: row.email }),
    emailVerified: row.kind === 'organization' || row.email_verified_at !== null,
    createdAt: row.created_at,
  }
}
