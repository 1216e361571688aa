import { createHash } from 'node:crypto'
import { findAccount } from '../accounts/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import {
  addressTakenMessage,
  passwordChangedMessage,
  passwordResetMessage,
  verificationMessage,
} from './domain/account-messages.ts'
import { readersBehind, tell } from './tell.ts'

// public: called for events by the program itself.

interface MailedLink {
  readonly accountId: AccountId
  readonly email: string
  readonly name: string
  readonly link: string
}

/** Mails the link that confirms an address. */
export async function tellVerificationRequested(ctx: Context, event: MailedLink): Promise<void> {
  const { accountId, email, name, link } = event
  await tell(ctx, [{ accountId, email }], {
    kind: 'account.verification',
    dedupeKey: `account.verification:${shortHash(link)}`,
    message: verificationMessage({ name, link, storeName: ctx.settings.storeName }),
    inInbox: false,
  })
}

/** Mails the link that sets a new password. */
export async function tellPasswordResetRequested(ctx: Context, event: MailedLink): Promise<void> {
  const { accountId, email, link } = event
  await tell(ctx, [{ accountId, email }], {
    kind: 'account.password_reset',
    dedupeKey: `account.password_reset:${shortHash(link)}`,
    message: passwordResetMessage({ link }),
    inInbox: false,
  })
}

/** Tells the owner of an address that somebody signed up with it; at most once an hour, whoever keeps trying. */
export async function tellAddressTaken(
  ctx: Context,
  event: { readonly accountId: AccountId; readonly email: string; readonly name: string },
): Promise<void> {
  const { accountId, email, name } = event
  await tell(ctx, [{ accountId, email }], {
    kind: 'account.address_taken',
    dedupeKey: `account.address_taken:${hourOf(ctx)}`,
    message: addressTakenMessage({ name, storeName: ctx.settings.storeName }),
    inInbox: false,
  })
}

/** Tells a person that their password is another now. */
export async function tellPasswordChanged(ctx: Context, event: { readonly accountId: AccountId }): Promise<void> {
  const account = await findAccount(ctx, { id: event.accountId })
  if (!account) return
  await tell(ctx, await readersBehind(ctx, [account.id]), {
    kind: 'account.password_changed',
    dedupeKey: `account.password_changed:${hourOf(ctx)}`,
    message: passwordChangedMessage(),
  })
}

const hourOf = (ctx: Context): string => ctx.clock.now().toISOString().slice(0, 13)

/** Names a link without holding it. */
const shortHash = (link: string): string => createHash('sha256').update(link).digest('base64url').slice(0, 22)
