import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { AccountId } from '../domain/account.ts'
import type { AccountsTables } from './tables.ts'

/** What a link in a mail is for. */
export type EmailPurpose = 'verify_email' | 'reset_password'

/** A link that was sent to an address of an account. */
export interface EmailLink {
  readonly accountId: AccountId
  readonly purpose: EmailPurpose
  readonly email: string
}

/** Links that work once: in mails, and the one that makes the first operator. */
export const oneTimeTokens = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
  return {
    async insertEmail(
      link: EmailLink & { id: Id; tokenHash: string; createdAt: Date; expiresAt: Date },
    ): Promise<void> {
      await db
        .insertInto('email_token')
        .values({
          id: link.id,
          account_id: link.accountId,
          purpose: link.purpose,
          email: link.email,
          token_hash: link.tokenHash,
          created_at: link.createdAt,
          expires_at: link.expiresAt,
        })
        .execute()
    },

    /** The link as it stands, without using it up. */
    async findEmail(tokenHash: string, purpose: EmailPurpose, now: Date): Promise<EmailLink | undefined> {
      const row = await db
        .selectFrom('email_token')
        .select(['account_id', 'email'])
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row && { accountId: row.account_id as AccountId, purpose, email: row.email }
    },

    /** Takes the link out of use, with every other one of its purpose: of two at the same moment one gets it. */
    async useEmail(tokenHash: string, purpose: EmailPurpose, now: Date): Promise<EmailLink | undefined> {
      const row = await db
        .deleteFrom('email_token')
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .returning(['account_id', 'email', 'expires_at'])
        .executeTakeFirst()
      if (!row || row.expires_at <= now) return undefined
      await db
        .deleteFrom('email_token')
        .where('account_id', '=', row.account_id)
        .where('purpose', '=', purpose)
        .execute()
      return { accountId: row.account_id as AccountId, purpose, email: row.email }
    },

    async removeExpiredEmail(now: Date): Promise<void> {
      await db.deleteFrom('email_token').where('expires_at', '<=', now).execute()
    },

    async insertSetup(tokenHash: string, createdAt: Date, expiresAt: Date): Promise<void> {
      await db
        .insertInto('setup_token')
        .values({ token_hash: tokenHash, created_at: createdAt, expires_at: expiresAt, used_at: null })
        .execute()
    },

    /** True when the link was good. All links are used up by one use, so that there is one first operator. */
    async useSetup(tokenHash: string, now: Date): Promise<boolean> {
      // bounded: by the links that an operator has made and nobody has used
      const open = await db
        .selectFrom('setup_token')
        .select(['token_hash', 'expires_at'])
        .where('used_at', 'is', null)
        .orderBy('token_hash')
        .forUpdate()
        .execute()
      if (!open.some((row) => row.token_hash === tokenHash && row.expires_at > now)) return false
      await db.updateTable('setup_token').set({ used_at: now }).where('used_at', 'is', null).execute()
      return true
    },
  }
}
