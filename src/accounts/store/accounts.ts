import { type Selectable, sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import { isUniqueViolation, onUnique } from '../../platform/db/unique.ts'
import type { Account } from '../domain/account.ts'
import { emailTaken, nameTaken } from '../domain/errors.ts'
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
        const field = account.kind === 'user' ? 'username' : 'name'
        const message = 'This name is taken. Choose another one.'
        throw nameTaken({ name: account.name, fields: [{ field, message }] })
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

    /** Who confirmed the address; else the last who claimed it. */
    async byEmail(email: string): Promise<Account | undefined> {
      const row = await withEmail(email).executeTakeFirst()
      return row && toAccount(row)
    },

    /** The last few who claimed the address and have not confirmed it. */
    async claimants(email: string): Promise<Account[]> {
      const rows = await withEmail(email).where('email_verified_at', 'is', null).limit(3).execute()
      return rows.map(toAccount)
    },

    /** A person by user name or address, with the password's hash. */
    async forSignIn(nameOrEmail: string): Promise<{ account: Account; passwordHash: string } | undefined> {
      const row = await (nameOrEmail.includes('@') ? withEmail(nameOrEmail) : withName(nameOrEmail)).executeTakeFirst()
      return row?.password_hash ? { account: toAccount(row), passwordHash: row.password_hash } : undefined
    },

    async passwordHash(id: AccountId): Promise<string | undefined> {
      const row = await db.selectFrom('account').select('password_hash').where('id', '=', id).executeTakeFirst()
      return row?.password_hash ?? undefined
    },

    async setPassword(id: AccountId, passwordHash: string): Promise<void> {
      await db.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', id).execute()
    },

    /** The unique index account_confirmed_email decides between two who confirm the same address. */
    async confirmEmail(id: AccountId, at: Date): Promise<void> {
      await onUnique(
        'account_confirmed_email',
        () => emailTaken(),
        db
          .updateTable('account')
          .set({ email_verified_at: at })
          .where('id', '=', id)
          .where('email_verified_at', 'is', null)
          .execute(),
      )
    },

    /** Forgets up to 500 people who signed up before the moment and never confirmed; answers their names. */
    async removeUnconfirmed(before: Date): Promise<string[]> {
      const old = db
        .selectFrom('account')
        .select('id')
        .where('kind', '=', 'user')
        .where('email_verified_at', 'is', null)
        .where('created_at', '<', before)
        .orderBy('created_at')
        .limit(500)
      await db.deleteFrom('one_time_token').where('account_id', 'in', old).execute()
      const rows = await db.deleteFrom('account').where('id', 'in', old).returning('name').execute()
      return rows.map((row) => row.name)
    },

    async rename(id: AccountId, fullName: string): Promise<void> {
      await db.updateTable('account').set({ full_name: fullName }).where('id', '=', id).execute()
    },
  }

  function withEmail(email: string) {
    return db
      .selectFrom('account')
      .selectAll()
      .where(sql<boolean>`lower(email) = ${email.toLowerCase()}`)
      .orderBy(sql`email_verified_at IS NULL`)
      .orderBy('created_at', 'desc')
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
