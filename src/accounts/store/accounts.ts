import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import type { Account, AccountId, Login, Role } from '../domain/account.ts'
import { emailTaken, nameTaken } from '../domain/errors.ts'
import type { AccountsTables, AccountTable } from './tables.ts'

/** Persons and organizations. The unique name decides between two who want it at the same moment. */
export const accounts = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
  const taken = (name: string, field: string) => () =>
    nameTaken({ name, fields: [{ field, message: 'This name is taken. Choose another.' }] })
  return {
    async insertPerson(account: Account & { readonly email: string }, passwordHash: string): Promise<void> {
      await onUnique(
        'account_name',
        taken(account.name, 'username'),
        db
          .insertInto('account')
          .values({
            ...rowOf(account),
            email: account.email,
            email_verified_at: account.emailVerified ? account.createdAt : null,
            password_hash: passwordHash,
          })
          .execute(),
      )
    },

    async insertOrganization(account: Account): Promise<void> {
      await onUnique(
        'account_name',
        taken(account.name, 'name'),
        db.insertInto('account').values(rowOf(account)).execute(),
      )
    },

    async byId(id: AccountId): Promise<Account | undefined> {
      return toAccount(await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst())
    },

    async byName(name: string): Promise<Account | undefined> {
      return toAccount(await db.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst())
    },

    async byIds(ids: readonly AccountId[]): Promise<Account[]> {
      if (ids.length === 0) return []
      // bounded: one row per id that the caller names
      const rows = await db.selectFrom('account').selectAll().where('id', 'in', ids).execute()
      return rows.map(known)
    },

    /** The person who has confirmed the address. */
    async byConfirmedEmail(email: string): Promise<Account | undefined> {
      const row = await db
        .selectFrom('account')
        .selectAll()
        .where(sql`lower(email)`, '=', email.toLowerCase())
        .where('email_verified_at', 'is not', null)
        .executeTakeFirst()
      return toAccount(row)
    },

    /** Newest first: persons who claim the address and have not confirmed it. */
    async unconfirmedWithEmail(email: string): Promise<Account[]> {
      const rows = await db
        .selectFrom('account')
        .selectAll()
        .where(sql`lower(email)`, '=', email.toLowerCase())
        .where('email_verified_at', 'is', null)
        .orderBy('created_at', 'desc')
        .limit(5)
        .execute()
      return rows.map(known)
    },

    /** A person with the hash of the password, by name or by confirmed address. */
    async loginOf(nameOrEmail: string): Promise<Login | undefined> {
      let select = db.selectFrom('account').selectAll().where('kind', '=', 'user')
      select = nameOrEmail.includes('@')
        ? select.where(sql`lower(email)`, '=', nameOrEmail).where('email_verified_at', 'is not', null)
        : select.where('name', '=', nameOrEmail)
      const row = await select.executeTakeFirst()
      if (!row?.password_hash) return undefined
      const account = known(row)
      return { account, passwordHash: row.password_hash, roles: await this.rolesOf(account.id) }
    },

    async rolesOf(id: AccountId): Promise<Role[]> {
      const rows = await db.selectFrom('role_grant').select('role').where('account_id', '=', id).limit(20).execute()
      return rows.map(({ role }) => role as Role)
    },

    async setFullName(id: AccountId, fullName: string): Promise<void> {
      await db.updateTable('account').set({ full_name: fullName }).where('id', '=', id).execute()
    },

    async setPasswordHash(id: AccountId, passwordHash: string): Promise<void> {
      await db.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', id).execute()
    },

    /** Confirms the address; whoever comes second with the same address gets the refusal. */
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

    /** Forgets up to 1000 persons who signed up before the moment and never confirmed their address. */
    async removeUnconfirmed(before: Date): Promise<string[]> {
      const old = db
        .selectFrom('account')
        .select('id')
        .where('kind', '=', 'user')
        .where('email_verified_at', 'is', null)
        .where('created_at', '<', before)
        .orderBy('created_at')
        .limit(1000)
      const rows = await db.deleteFrom('account').where('id', 'in', old).returning('name').execute()
      return rows.map(({ name }) => name)
    },
  }
}

const rowOf = (account: Account) => ({
  id: account.id,
  kind: account.kind,
  name: account.name,
  full_name: account.fullName,
  created_at: account.createdAt,
})

const toAccount = (row: Selectable<AccountTable> | undefined): Account | undefined => row && known(row)

/** The account in a row of the table; shared with the stores that join it. */
export function known(row: Selectable<AccountTable>): Account {
  return {
    id: row.id as AccountId,
    kind: row.kind,
    name: row.name,
    fullName: row.full_name,
    ...(row.email !== null && { email: row.email }),
    emailVerified: row.email_verified_at !== null,
    createdAt: row.created_at,
  }
}
